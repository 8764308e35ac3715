// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.state.States;
import dev.orbit.schemas.LinkState;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.MirrorState;
import dev.orbit.schemas.Snapshot;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Before any cluster is asked. */
class VerifyRefusalsTest {

    private static Snapshot snapshot(Snapshot.Topic... topics) {
        return new Snapshot(
                new Snapshot.Cluster("c", 1, List.of()),
                List.of(),
                List.of(),
                Arrays.asList(topics),
                List.of(),
                List.of());
    }

    private static Snapshot.Link link(@Nullable String sourceClusterId, @Nullable String error) {
        return new Snapshot.Link(
                States.link("default").spec(),
                1,
                error == null ? LinkState.ACTIVE : LinkState.UNREACHABLE,
                sourceClusterId,
                error);
    }

    private static Snapshot.Topic complete(String name, String sourceClusterId) {
        return new Snapshot.Topic(
                "default",
                name,
                name,
                name,
                MigrationState.COMPLETE,
                MirrorState.ACTIVE,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                new Snapshot.Completion("2026-01-01T00:00:00Z", List.of()),
                sourceClusterId,
                null);
    }

    private static String refusal(Snapshot.Link link, Snapshot snapshot, String... arguments) throws Exception {
        try (ServedSnapshot served = ServedSnapshot.of(link, snapshot)) {
            Verifying run = Verifying.run(
                    Map.of("ORBIT_ENDPOINT", served.endpoint()),
                    Stream.concat(Stream.of(arguments), Stream.of("--bootstrap-server", "127.0.0.1:1"))
                            .toArray(String[]::new));
            assertThat(run.code()).as(run.toString()).isEqualTo(1);
            return run.err();
        }
    }

    @Test
    void aTokenVariableThatIsNamedMustBeSet() throws Exception {
        assertThat(refusal(link("s", null), snapshot(complete("orders", "s")), "--token-env", "MINE"))
                .contains("variable MINE", "Set it, or name another one. [missing_token]");
    }

    @Test
    void aLinkThatHasNotReachedItsSourceIsNamedWithItsError() throws Exception {
        assertThat(refusal(link(null, "no route to h:9092"), snapshot(complete("orders", "s"))))
                .contains("\"default\"", "no route to h:9092", "See orbit status", "[source_unknown]");
        assertThat(refusal(link(null, null), snapshot(complete("orders", "s"))))
                .contains("declared a moment ago", "[source_unknown]");
    }

    @Test
    void proofsOfSeveralSourcesAreNotHeldAgainstOne() throws Exception {
        Snapshot two = snapshot(complete("orders", "first"), complete("payments", "second"));

        assertThat(refusal(link("first", null), two, "--proof-only"))
                .contains("several clusters: first, second", "--topic", "[several_sources]");
    }
}
