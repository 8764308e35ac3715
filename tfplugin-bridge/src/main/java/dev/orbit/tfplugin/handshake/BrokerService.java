// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.handshake;

import dev.orbit.proto.goplugin.ConnInfo;
import dev.orbit.proto.goplugin.GRPCBrokerGrpc;
import io.grpc.stub.StreamObserver;

/** Keeps the host's stream open in silence: this plugin wants no further connections. */
final class BrokerService extends GRPCBrokerGrpc.GRPCBrokerImplBase {

    @Override
    public StreamObserver<ConnInfo> startStream(StreamObserver<ConnInfo> out) {
        return new StreamObserver<>() {
            @Override
            public void onNext(ConnInfo info) {}

            @Override
            public void onError(Throwable cause) {}

            @Override
            public void onCompleted() {
                out.onCompleted();
            }
        };
    }
}
