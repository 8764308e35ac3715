// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.bypass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.command.Command.Heartbeat;
import dev.orbit.agent.command.Command.WritesReport;
import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.event.EventLog;
import dev.orbit.agent.state.AgentRegistration;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import dev.orbit.agent.state.TopicEvents;
import dev.orbit.agent.state.UnproxiedWrites;
import dev.orbit.schemas.TopicEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UnproxiedWritersTest {

    private static final List<AgentRegistration> AGENTS =
            List.of(new AgentRegistration(1, "one"), new AgentRegistration(2, "two"));

    private Members members = new Members(Long.MAX_VALUE / 2, AGENTS, 0);
    private UnproxiedWriters duty = new UnproxiedWriters();
    private StateImage image =
            States.image(StateRecord.of(States.topic("default", "orders", 1, new Migration.Proxy())));
    private long nowMs = 1_000_000;

    private void report(int agent, String process, long unproxied, long proxied) {
        report(agent, new WritesReport("orders", States.TOPIC_ID, process, unproxied, proxied));
    }

    private void report(int agent, WritesReport report) {
        members.renew(
                new Heartbeat(
                        agent,
                        AGENTS.get(agent - 1).incarnation(),
                        0,
                        false,
                        Map.of(),
                        List.of(),
                        List.of(),
                        List.of(report),
                        List.of(),
                        List.of(),
                        0),
                0);
    }

    /** Whether anything was written. */
    private boolean decide() {
        Situation situation = new Situation(image, members, nowMs, TimeUnit.MILLISECONDS.toNanos(nowMs));
        List<StateRecord> records = duty.decide(situation);
        image = image.apply(EventLog.with(image, records, nowMs), image.endOffset() + 1);
        return !records.isEmpty();
    }

    private @Nullable UnproxiedWrites recorded() {
        return image.unproxied().get("orders");
    }

    private List<String> events() {
        return image.events().getOrDefault("orders", TopicEvents.none("orders")).events().stream()
                .map(TopicEvent::event)
                .toList();
    }

    private void migrate(Migration to) {
        image = image.apply(List.of(StateRecord.of(States.topic("default", "orders", 1, to))), image.endOffset() + 1);
    }

    @Test
    void recordsTheFirstAtOnceAndMoreNowAndThen() {
        assertThat(decide()).isFalse();
        report(1, "p", 3, 7);

        assertThat(decide()).isTrue();
        assertThat(recorded()).satisfies(writes -> {
            assertThat(writes.records()).isEqualTo(3);
            assertThat(writes.sinceMs()).isEqualTo(1_000_000);
        });
        assertThat(events()).containsExactly("unproxied_source_writes");

        report(1, "p", 5, 7);
        nowMs += 9_000;
        assertThat(decide()).isFalse();
        assertThat(UnproxiedWriters.latest(members, recorded()).records()).isEqualTo(5);
        nowMs += 1_000;
        assertThat(decide()).isTrue();
        assertThat(recorded().records()).isEqualTo(5);
        assertThat(recorded().lastMs()).isEqualTo(1_010_000);
        assertThat(events()).hasSize(1);
    }

    /** Each sees the partitions it leads; one that starts anew begins at 0. */
    @Test
    void addsUpWhatAgentsSawAcrossRestartsOfAgentsAndCoordinators() {
        report(1, "p", 3, 7);
        report(2, "q", 10, 0);
        decide();
        assertThat(recorded().records()).isEqualTo(13);

        report(1, "p-again", 2, 0);
        nowMs += 10_000;
        decide();
        assertThat(recorded().records()).isEqualTo(15);

        members = new Members(Long.MAX_VALUE / 2, AGENTS, 0);
        duty = new UnproxiedWriters();
        report(2, "q", 10, 0);
        assertThat(decide()).isFalse();
        assertThat(UnproxiedWriters.latest(members, recorded()).records()).isEqualTo(15);
    }

    @Test
    void isOverWhenNobodyDoesItForAWhileAndBeginsAnewWithTheNext() {
        report(1, "p", 3, 7);
        decide();
        nowMs += UnproxiedWriters.OVER_AFTER_MS - 1;
        assertThat(decide()).isFalse();
        nowMs += 1;
        assertThat(decide()).isTrue();
        assertThat(recorded().isGoingOn()).isFalse();
        assertThat(decide()).isFalse();

        report(1, "p", 4, 7);
        assertThat(decide()).isTrue();
        assertThat(recorded().records()).isEqualTo(1);
        assertThat(recorded().sinceMs()).isEqualTo(nowMs);
        assertThat(events())
                .containsExactly("unproxied_source_writes", "unproxied_source_writes_ended", "unproxied_source_writes");
    }

    @Test
    void isOverWhenProducersAreNotProxiedAnyMore() {
        report(1, "p", 3, 7);
        decide();
        migrate(new Migration.Reject());
        assertThat(decide()).isTrue();
        assertThat(events()).endsWith("unproxied_source_writes_ended");

        migrate(new Migration.Proxy());
        assertThat(decide()).isFalse();
        report(1, "p", 4, 7);
        decide();
        migrate(new Migration.Complete(List.of(9L), 1));
        assertThat(decide()).isTrue();
        assertThat(recorded()).isNull();
        assertThat(events()).endsWith("unproxied_source_writes_ended");
        assertThat(decide()).isFalse();
    }

    @Test
    void whatWasSeenOfATopicThatHadTheNameBeforeDoesNotCount() {
        report(1, new WritesReport("orders", "7O9pEgY1QWmB5cVxRsyPaw", "p", 3, 0));

        assertThat(decide()).isFalse();
    }

    @Test
    void tellsTheRateAndTheShareOfTheLastMinute() {
        report(1, "p", 3, 7);
        decide();
        assertThat(duty.figures("orders")).isEmpty();
        report(1, "p", 23, 67);
        nowMs += 10_000;
        decide();
        assertThat(duty.figures("orders")).contains(new WriteRate.Figures(2, 0.25));

        nowMs += 30_000;
        decide();
        nowMs += 30_000;
        decide();
        assertThat(duty.figures("orders")).contains(new WriteRate.Figures(0, 0));
    }
}
