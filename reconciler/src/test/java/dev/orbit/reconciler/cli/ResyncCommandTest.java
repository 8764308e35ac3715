// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.Problem;
import dev.orbit.schemas.ResyncRequest;
import dev.orbit.schemas.ResyncResponse;
import dev.orbit.schemas.TopicProblem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ResyncCommandTest {

    private static final ResyncRequest TRIAL = new ResyncRequest(null, List.of("a"), null, true, false);
    private static final ResyncRequest REAL = new ResyncRequest(null, List.of("a"), null, false, false);

    @RegisterExtension
    final CommandHarness orbit = new CommandHarness();

    @Test
    void handsOnEveryOption() {
        orbit.agents.answerResync(new ResyncResponse(List.of("a"), List.of()));

        assertThat(orbit.run("resync", "--topic", "a", "b", "--topic-regex", "x.*", "--link", "l", "--force", "--yes"))
                .isZero();
        assertThat(orbit.agents.resynced())
                .containsExactly(new ResyncRequest("l", List.of("a", "b"), "x.*", false, true));
        assertThat(orbit.out()).contains("a: is made anew", "orbit status --watch");
    }

    @Test
    void aDryRunAsksNobodyAndTouchesNothing() {
        orbit.agents.answerResync(new ResyncResponse(List.of("a"), List.of()));

        assertThat(orbit.run("resync", "--topic", "a", "--dry-run")).isZero();
        assertThat(orbit.agents.resynced()).containsExactly(TRIAL);
        assertThat(orbit.out()).isEqualTo("a: would be made anew\n");
    }

    @Test
    void asksWhoeverSitsAtTheTerminal() {
        orbit.agents.answerResync(new ResyncResponse(List.of("a"), List.of()));
        orbit.interactive = true;
        orbit.answer = "y";
        assertThat(orbit.run("resync", "--topic", "a")).isEqualTo(1);
        assertThat(orbit.out()).contains("a: is deleted at the destination", "Delete this topic?", "yes");
        assertThat(orbit.err()).contains("[not_approved]");
        assertThat(orbit.agents.resynced()).containsExactly(TRIAL);

        orbit.answer = "yes";
        assertThat(orbit.run("resync", "--topic", "a")).isZero();
        assertThat(orbit.agents.resynced()).containsExactly(TRIAL, TRIAL, REAL);
    }

    @Test
    void deletesNothingWhereNobodyCanBeAsked() {
        assertThat(orbit.run("resync", "--topic", "a")).isEqualTo(1);
        assertThat(orbit.err()).contains("[approval_needed]", "--yes");
        orbit.interactive = true;
        assertThat(orbit.run("resync", "--topic", "a", "--json")).isEqualTo(1);
        assertThat(orbit.code()).isEqualTo("approval_needed");
        assertThat(orbit.agents.resynced()).isEmpty();
    }

    @Test
    void namesEachTopicThatIsLeftAsItIsAndWhy() {
        orbit.agents.answerResync(new ResyncResponse(
                List.of("a"),
                List.of(new TopicProblem("b", new Problem("mirror_healthy", "Nothing is wrong.", null, "--force")))));

        assertThat(orbit.run("resync", "--topic", "a", "b", "--yes")).isEqualTo(1);
        assertThat(orbit.out()).contains("a: is made anew");
        assertThat(orbit.err()).isEqualTo("b: error: Nothing is wrong.\n    --force [mirror_healthy]\n");
        assertThat(orbit.run("resync", "--topic", "a", "b", "--yes", "--json")).isEqualTo(1);
        assertThat(orbit.json().path("resyncing").toString()).isEqualTo("[\"a\"]");
        orbit.agents.answerResync(new ResyncResponse(List.of(), List.of()));
        assertThat(orbit.run("resync", "--topic-regex", "none", "--yes")).isZero();
        assertThat(orbit.out()).contains("Nothing to resync");
    }
}
