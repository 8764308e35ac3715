// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.handshake;

import dev.orbit.proto.health.HealthCheckRequest;
import dev.orbit.proto.health.HealthCheckResponse;
import dev.orbit.proto.health.HealthCheckResponse.ServingStatus;
import dev.orbit.proto.health.HealthGrpc;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

/** Says that the plugin serves. */
final class HealthService extends HealthGrpc.HealthImplBase {

    /** The name under which a plugin host asks for its plugin. */
    private static final String PLUGIN = "plugin";

    @Override
    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> out) {
        if (!request.getService().isEmpty() && !request.getService().equals(PLUGIN)) {
            out.onError(Status.NOT_FOUND
                    .withDescription("no service " + request.getService())
                    .asRuntimeException());
            return;
        }
        out.onNext(HealthCheckResponse.newBuilder()
                .setStatus(ServingStatus.SERVING)
                .build());
        out.onCompleted();
    }
}
