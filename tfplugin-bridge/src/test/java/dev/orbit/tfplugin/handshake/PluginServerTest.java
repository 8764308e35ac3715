// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orbit.proto.goplugin.ConnInfo;
import dev.orbit.proto.goplugin.Empty;
import dev.orbit.proto.goplugin.GRPCBrokerGrpc;
import dev.orbit.proto.goplugin.GRPCControllerGrpc;
import dev.orbit.proto.goplugin.GRPCStdioGrpc;
import dev.orbit.proto.health.HealthCheckRequest;
import dev.orbit.proto.health.HealthCheckResponse.ServingStatus;
import dev.orbit.proto.health.HealthGrpc;
import dev.orbit.proto.tfplugin6.GetProviderSchema;
import dev.orbit.proto.tfplugin6.MoveResourceState;
import dev.orbit.proto.tfplugin6.ProviderGrpc;
import dev.orbit.tfplugin.provider.OrbitProvider;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom the server lets in, and what it serves beside the provider. */
class PluginServerTest {

    private final ServerIdentity own = ServerIdentity.create();
    private final ServerIdentity host = ServerIdentity.create();
    private final ServerIdentity stranger = ServerIdentity.create();
    private PluginServer server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        server = PluginServer.start(
                () -> new OrbitProvider(Map.of()), () -> MutualTls.serverContext(own, host.certificate()));
        channel = channel(MutualTls.clientContext(host, own.certificate()));
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.close();
    }

    private ManagedChannel channel(SslContext tls) {
        return NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .overrideAuthority("localhost")
                .sslContext(tls)
                .build();
    }

    private static GetProviderSchema.Response schema(ManagedChannel channel) {
        return ProviderGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .getProviderSchema(GetProviderSchema.Request.getDefaultInstance());
    }

    @Test
    void servesTheHost() {
        GetProviderSchema.Response schema = schema(channel);

        assertThat(schema.getResourceSchemasMap())
                .containsOnlyKeys("orbit_link", "orbit_topic_mapping", "orbit_auto_migration");
        assertThat(schema.getServerCapabilities().getPlanDestroy()).isTrue();
        assertThat(schema.getServerCapabilities().getGetProviderSchemaOptional())
                .isTrue();
        assertThat(schema.hasProvider()).isTrue();
    }

    @Test
    void letsNobodyElseIn() throws Exception {
        SslContext anonymous = GrpcSslContexts.configure(
                        SslContextBuilder.forClient().trustManager(own.certificate()), SslProvider.JDK)
                .build();

        for (SslContext tls : new SslContext[] {anonymous, MutualTls.clientContext(stranger, own.certificate())}) {
            ManagedChannel other = channel(tls);
            try {
                assertThatThrownBy(() -> schema(other))
                        .isInstanceOfSatisfying(
                                StatusRuntimeException.class,
                                e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
            } finally {
                other.shutdownNow();
            }
        }
    }

    @Test
    void isHealthy() {
        HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(channel);

        assertThat(health.check(HealthCheckRequest.newBuilder()
                                .setService("plugin")
                                .build())
                        .getStatus())
                .isEqualTo(ServingStatus.SERVING);
        assertThatThrownBy(() -> health.check(
                        HealthCheckRequest.newBuilder().setService("x").build()))
                .isInstanceOf(StatusRuntimeException.class);
    }

    @Test
    void keepsTheHostsStreamsInPeace() throws Exception {
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        StreamObserver<ConnInfo> broker = GRPCBrokerGrpc.newStub(channel).startStream(new StreamObserver<>() {
            @Override
            public void onNext(ConnInfo value) {}

            @Override
            public void onError(Throwable cause) {
                ended.complete(cause);
            }

            @Override
            public void onCompleted() {
                ended.complete(null);
            }
        });
        broker.onNext(ConnInfo.getDefaultInstance());

        assertThat(GRPCStdioGrpc.newBlockingStub(channel).streamStdio(com.google.protobuf.Empty.getDefaultInstance()))
                .isExhausted();
        assertThat(ended).isNotDone();
        broker.onCompleted();
        assertThat(ended.get(10, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void answersAShutdownBeforeItEnds() {
        CompletableFuture<Void> requested = CompletableFuture.runAsync(() -> {
            try {
                server.awaitShutdownRequest();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        assertThat(GRPCControllerGrpc.newBlockingStub(channel).shutdown(Empty.getDefaultInstance()))
                .isEqualTo(Empty.getDefaultInstance());
        await().atMost(10, TimeUnit.SECONDS).until(requested::isDone);
    }

    /** Of functions, identities, ephemeral resources, lists, actions and state stores. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GetFunctions",
                "CallFunction",
                "GetResourceIdentitySchemas",
                "UpgradeResourceIdentity",
                "ValidateEphemeralResourceConfig",
                "OpenEphemeralResource",
                "RenewEphemeralResource",
                "CloseEphemeralResource",
                "ValidateListResourceConfig",
                "ListResource",
                "GenerateResourceConfig",
                "ValidateActionConfig",
                "PlanAction",
                "InvokeAction",
                "ConfigureStateStore",
                "GetStates"
            })
    void leavesWhatItDoesNotServeUnimplemented(String call) {
        assertThatThrownBy(() -> call(call))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
    }

    private void call(String name) {
        MethodDescriptor<Empty, Empty> method = MethodDescriptor.<Empty, Empty>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName("tfplugin6.Provider/" + name)
                .setRequestMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
                .setResponseMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
                .build();
        Empty unused = ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, Empty.getDefaultInstance());
    }

    @Test
    void refusesAMoveFromAnotherTypeInWords() {
        MoveResourceState.Response response = ProviderGrpc.newBlockingStub(channel)
                .moveResourceState(MoveResourceState.Request.newBuilder()
                        .setSourceTypeName("other_link")
                        .setTargetTypeName("orbit_link")
                        .build());

        assertThat(response.getDiagnosticsList())
                .singleElement()
                .satisfies(d -> assertThat(d.getDetail()).contains("other_link", "import block"));
        assertThat(response.hasTargetState()).isFalse();
    }
}
