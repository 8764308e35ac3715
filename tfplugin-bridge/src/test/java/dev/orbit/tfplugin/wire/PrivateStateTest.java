// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.orbit.proto.tfplugin6.ApplyResourceChange;
import dev.orbit.proto.tfplugin6.DynamicValue;
import dev.orbit.proto.tfplugin6.PlanResourceChange;
import dev.orbit.proto.tfplugin6.ReadResource;
import dev.orbit.tfplugin.provider.OrbitProvider;
import dev.orbit.tfplugin.server.ProviderServer;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Terraform keeps for the provider beside a state: a refresh leaves it, and nothing of it outlives the next plan. */
class PrivateStateTest {

    private static final ByteString KEPT = ByteString.copyFromUtf8("{\"kept\":\"by Terraform\"}");
    private static final byte MSGPACK_NULL = (byte) 0xc0;
    private static final DynamicValue NULL = DynamicValue.newBuilder()
            .setMsgpack(ByteString.copyFrom(new byte[] {MSGPACK_NULL}))
            .build();

    private final ProviderService service = new ProviderService(() -> new ProviderServer(new OrbitProvider(Map.of())));

    private static <T> T answer(Consumer<StreamObserver<T>> call) {
        List<T> answers = new ArrayList<>();
        call.accept(new StreamObserver<>() {
            @Override
            public void onNext(T answer) {
                answers.add(answer);
            }

            @Override
            public void onError(Throwable cause) {
                throw new AssertionError(cause);
            }

            @Override
            public void onCompleted() {}
        });
        assertThat(answers).hasSize(1);
        return answers.get(0);
    }

    /** There is no type orbit_nothing, and to be asked for it is a failure. */
    @ParameterizedTest
    @ValueSource(strings = {"orbit_link", "orbit_nothing"})
    void staysInARefreshAndDoesNotOutliveThePlanItWasNotedFor(String type) {
        boolean fails = type.equals("orbit_nothing");

        ReadResource.Response read = answer(out -> service.readResource(
                ReadResource.Request.newBuilder()
                        .setTypeName(type)
                        .setCurrentState(NULL)
                        .setPrivate(KEPT)
                        .build(),
                out));
        PlanResourceChange.Response planned = answer(out -> service.planResourceChange(
                PlanResourceChange.Request.newBuilder()
                        .setTypeName(type)
                        .setPriorState(NULL)
                        .setProposedNewState(NULL)
                        .setConfig(NULL)
                        .setPriorPrivate(KEPT)
                        .build(),
                out));
        ApplyResourceChange.Response applied = answer(out -> service.applyResourceChange(
                ApplyResourceChange.Request.newBuilder()
                        .setTypeName(type)
                        .setPriorState(NULL)
                        .setPlannedState(NULL)
                        .setConfig(NULL)
                        .setPlannedPrivate(KEPT)
                        .build(),
                out));

        assertThat(read.getDiagnosticsCount() > 0).isEqualTo(fails);
        assertThat(planned.getDiagnosticsCount() > 0).isEqualTo(fails);
        assertThat(applied.getDiagnosticsCount() > 0).isEqualTo(fails);
        assertThat(read.getPrivate()).isEqualTo(KEPT);
        assertThat(planned.getPlannedPrivate()).isEqualTo(ByteString.EMPTY);
        assertThat(applied.getPrivate()).isEqualTo(ByteString.EMPTY);
    }
}
