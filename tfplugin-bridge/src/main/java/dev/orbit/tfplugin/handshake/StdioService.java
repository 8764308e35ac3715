// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.handshake;

import com.google.protobuf.Empty;
import dev.orbit.proto.goplugin.GRPCStdioGrpc;
import dev.orbit.proto.goplugin.StdioData;
import io.grpc.stub.StreamObserver;

/** Has nothing to print: what this process says goes to standard error. */
final class StdioService extends GRPCStdioGrpc.GRPCStdioImplBase {

    @Override
    public void streamStdio(Empty request, StreamObserver<StdioData> out) {
        out.onCompleted();
    }
}
