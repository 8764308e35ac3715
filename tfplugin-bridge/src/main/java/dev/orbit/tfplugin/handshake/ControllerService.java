// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.handshake;

import dev.orbit.proto.goplugin.Empty;
import dev.orbit.proto.goplugin.GRPCControllerGrpc;
import io.grpc.stub.StreamObserver;

/** Ends the process when the host says so, after the answer is on its way. */
public final class ControllerService extends GRPCControllerGrpc.GRPCControllerImplBase {

    private final Runnable shutdown;

    /** Has this run once the host wants the end. */
    public ControllerService(Runnable shutdown) {
        this.shutdown = shutdown;
    }

    @Override
    public void shutdown(Empty request, StreamObserver<Empty> out) {
        out.onNext(Empty.getDefaultInstance());
        out.onCompleted();
        shutdown.run();
    }
}
