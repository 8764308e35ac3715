// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.command.Command.PartitionReport;
import dev.orbit.agent.command.Reports;
import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.link.LinkWatch;
import dev.orbit.agent.coordinator.source.OneTopicSource;
import dev.orbit.agent.state.AgentRegistration;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.SourceCompaction;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is recorded of a source's log cleaner, and how seldom. */
class CompactionWatchTest {

    private static final long DAY_MS = 86_400_000;
    private static final AgentRegistration AGENT = new AgentRegistration(1, "one");
    private static final MirrorTopic ORDERS = States.topic("default", "orders", 1, new Migration.Proxy());

    private final OneTopicSource source = new OneTopicSource();
    private final LinkWatch links = new LinkWatch(source, "own-cluster", 0, Runnable::run, () -> {});
    private final CompactionWatch watch = new CompactionWatch(links, source, 0, Runnable::run, () -> {});
    private final Members members = new Members(Long.MAX_VALUE / 2, List.of(AGENT), 0);
    private StateImage image = States.image(
            StateRecord.of(States.link("default")),
            StateRecord.of(States.mapping("default", "orders", "orders")),
            StateRecord.of(ORDERS));

    /** Looks until every answer has come; the writes that this took. */
    private int decide(long nowMs) {
        int writes = 0;
        for (int i = 0; i < 4; i++) {
            Situation situation = new Situation(image, members, nowMs, System.nanoTime());
            links.decide(situation);
            List<StateRecord> records = watch.decide(situation);
            image = image.apply(records, image.endOffset() + 1);
            writes += records.size();
        }
        return writes;
    }

    private @Nullable SourceCompaction compaction() {
        MirrorTopic topic = image.topics().get("orders");
        return topic == null ? null : topic.compaction();
    }

    private void report(@Nullable Long heldAsOfMs) {
        PartitionReport report =
                Reports.partition("orders", States.TOPIC_ID, 0, 0, 9, 0, 9, 9, 9, 0L, 0, null, null, heldAsOfMs);
        members.renew(Reports.heartbeat(1, "one", 0, true, Map.of(), List.of(), List.of(report)), 0);
    }

    @Test
    void recordsNothingOfATopicThatIsNotCompacted() {
        source.deleteRetentions = Map.of("orders", OptionalLong.empty());

        assertThat(decide(1_000)).isZero();
        assertThat(compaction()).isNull();
    }

    /** A mirror that was not there before the topic was first seen holds nothing older. */
    @Test
    void aMirrorNeedHoldNothingFromBeforeItWasSeen() {
        decide(1_000);
        source.deleteRetentions = Map.of("orders", OptionalLong.of(DAY_MS));
        assertThat(decide(5_000)).isEqualTo(1);

        assertThat(compaction()).isEqualTo(new SourceCompaction(DAY_MS, 1_000));
    }

    @Test
    void recordsNowAndThenUpToWhenEveryPartitionHeldEverything() {
        source.deleteRetentions = Map.of("orders", OptionalLong.of(DAY_MS));
        decide(1_000);
        SourceCompaction start = new SourceCompaction(DAY_MS, 1_000);
        assertThat(compaction()).isEqualTo(start);
        report(null);
        assertThat(decide(2_000)).isZero();

        int writes = 0;
        for (long nowMs = 0; nowMs < DAY_MS; nowMs += 1_000_000) {
            report(start.toStep(nowMs));
            writes += decide(nowMs);
        }
        assertThat(writes).isEqualTo(7);
        assertThat(compaction()).isEqualTo(new SourceCompaction(DAY_MS, DAY_MS / 8 * 7));
        // a leader that begins anew knows no more than what is recorded
        report(0L);
        assertThat(decide(DAY_MS)).isZero();
    }

    @Test
    void followsTheSourcesRetentionAndStaysWatchfulWhenCompactionEnds() {
        source.deleteRetentions = Map.of("orders", OptionalLong.of(DAY_MS));
        decide(1_000);
        source.deleteRetentions = Map.of("orders", OptionalLong.of(7));
        decide(2_000);
        assertThat(compaction()).isEqualTo(new SourceCompaction(7, 1_000));

        source.deleteRetentions = Map.of("orders", OptionalLong.empty());
        assertThat(decide(3_000)).isZero();
        assertThat(compaction()).isEqualTo(new SourceCompaction(7, 1_000));
    }

    /** The source leaves out a topic that the principal may not describe; that is no sign that it is not compacted. */
    @Test
    void whatIsKnownStaysWhileTheSourceDoesNotTell() {
        decide(1_000);
        assertThat(compaction()).isNull();
        source.deleteRetentions = Map.of("orders", OptionalLong.of(DAY_MS));
        decide(4_000);
        source.deleteRetentions = Map.of();

        assertThat(decide(5_000)).isZero();
        assertThat(compaction()).isEqualTo(new SourceCompaction(DAY_MS, 1_000));
    }

    @Test
    void aMirrorThatIsMadeAnewBeginsNow() {
        source.deleteRetentions = Map.of("orders", OptionalLong.of(DAY_MS));
        decide(1_000);
        image = image.apply(
                List.of(StateRecord.of(ORDERS.toMadeAnew("orders", "another", List.of(0L)))), image.endOffset() + 1);

        decide(9_000);
        assertThat(compaction()).isEqualTo(new SourceCompaction(DAY_MS, 1_000));
    }
}
