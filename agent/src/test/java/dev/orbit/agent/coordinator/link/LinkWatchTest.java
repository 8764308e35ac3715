// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.source.OneTopicSource;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceScan;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** When a source is looked at, and which look counts. */
class LinkWatchTest {

    private static final StateImage LINKED = States.image(StateRecord.of(States.link("default")));
    private static final StateImage MAPPED = LINKED.apply(
            List.of(StateRecord.of(States.mapping("default", "orders", "orders"))), LINKED.endOffset() + 1);

    private final OneTopicSource source = new OneTopicSource();
    private final Queue<Runnable> questions = new ArrayDeque<>();
    private final LinkWatch links = new LinkWatch(source, "own-cluster", Long.MAX_VALUE, questions::add, () -> {});
    private Members members = new Members(1, List.of(), 0);

    @Test
    void aMappingThatIsDeclaredAgainIsNotServedWithWhatWasSeenWhenItWasThereBefore() {
        look(MAPPED);
        source.isThere = false;
        look(LINKED);
        assertThat(seen()).isEmpty();

        decide(MAPPED);

        assertThat(questions).hasSize(1);
        assertThat(seen()).isEmpty();
    }

    /** Another coordinator may have seen the topic made anew since. */
    @Test
    void whatWasSeenInAnEarlierTermCountsNoMore() {
        look(MAPPED);
        assertThat(seen()).hasSize(1);

        members = new Members(1, List.of(), 0);
        decide(MAPPED);
        assertThat(links.scan("default")).isEmpty();

        look(MAPPED);
        assertThat(seen()).hasSize(1);
    }

    @Test
    void whatWasSeenCountsUntilTheNextLookIsAnswered() {
        look(LINKED);
        decide(MAPPED);
        assertThat(seen()).hasSize(1);

        source.isThere = false;
        answer();
        decide(MAPPED);
        assertThat(seen()).isEmpty();
    }

    private List<?> seen() {
        return links.scan("default").map(SourceScan::topics).orElseThrow();
    }

    private void look(StateImage image) {
        decide(image);
        answer();
        decide(image);
    }

    private void answer() {
        while (!questions.isEmpty()) {
            questions.remove().run();
        }
    }

    private void decide(StateImage image) {
        links.decide(new Situation(image, members, 0, System.nanoTime()));
    }
}
