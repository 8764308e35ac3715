// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.source.SharedSource;
import dev.orbit.agent.source.SourceLab;
import dev.orbit.agent.source.admin.SourceTopic;
import dev.orbit.agent.source.metadata.RecordingListener;
import dev.orbit.agent.source.metadata.SourceMetadata;
import dev.orbit.agent.trial.LogFiles;
import dev.orbit.schemas.FetchSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedSource.class)
@Timeout(120)
class SourceFetchersIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final StockBrokerProcess broker;
    private final SourceLab source;
    private final RecordingListener listener = new RecordingListener();
    private SourceMetadata metadata;
    private SourceFetchers fetchers;

    SourceFetchersIT(StockBrokerProcess broker, SourceLab source) {
        this.broker = broker;
        this.source = source;
    }

    @BeforeEach
    void start() {
        metadata = SourceMetadata.start(source.config(), null, listener);
        fetchers = new SourceFetchers(source.config(), metadata, FetchSettings.DEFAULTS);
    }

    @AfterEach
    void stop() {
        fetchers.close();
        metadata.close();
    }

    @Test
    void deliversTheVeryBytesOfTheLog() throws Exception {
        SourceTopic topic = source.createTopic("bytes", 3);
        List<RecordingTarget> targets = targets(topic);
        fetchers.assign(Set.copyOf(targets));
        for (RecordingTarget target : targets) {
            source.produce(topic.name(), target.sourcePartition().partition(), 500);
        }

        for (RecordingTarget target : targets) {
            awaitOffset(target, 500);
            assertThat(target.bytes())
                    .isEqualTo(log(topic.name(), target.sourcePartition().partition()));
            assertThat(target.highWatermark).isEqualTo(500);
            assertThat(target.logStartOffset).isZero();
            assertThat(target.overlaps).hasValue(0);
        }
        assertThat(listener.heard).containsExactly("reached");
    }

    @Test
    void beginsAtTheOffsetAskedForInsideABatch() throws Exception {
        SourceTopic topic = source.createTopic("inside", 1);
        source.produceOneBatch(topic.name(), 0, 10);
        RecordingTarget target = new RecordingTarget(topic, 0);
        target.nextOffset = 5;

        fetchers.assign(Set.of(target));

        awaitOffset(target, 10);
        assertThat(target.bytes()).isEqualTo(log(topic.name(), 0));
    }

    /** One batch of the latter does not fit into what is little. */
    @Test
    void whatWantsLittleIsGivenLittleAndNoneIsLeftBehind() throws Exception {
        SourceTopic small = source.createTopic("little", 3);
        SourceTopic large = source.createTopic("little-of-large", 3);
        List<RecordingTarget> targets = new ArrayList<>(targets(small));
        targets.addAll(targets(large));
        for (RecordingTarget target : targets) {
            target.wantsLittle = true;
            boolean isSmall = target.sourcePartition().topic().equals(small.name());
            int count = isSmall ? 100 : 2;
            source.produceBytes(target.sourcePartition(), count, isSmall ? 10_000 : 300_000);
        }

        fetchers.assign(Set.copyOf(targets));

        for (RecordingTarget target : targets) {
            boolean isSmall = target.sourcePartition().topic().equals(small.name());
            awaitOffset(target, isSmall ? 100 : 2);
            assertThat(target.bytesAtOnceMax).isLessThanOrEqualTo(isSmall ? 64 << 10 : 1 << 20);
        }
    }

    @Test
    void partitionsComeAndGoWhileOthersStay() throws Exception {
        SourceTopic topic = source.createTopic("come-and-go", 3);
        List<RecordingTarget> targets = targets(topic);
        fetchers.assign(Set.of(targets.get(0)));
        source.produce(topic.name(), 0, 10);
        awaitOffset(targets.get(0), 10);

        fetchers.assign(Set.copyOf(targets));
        for (int i = 0; i < 3; i++) {
            source.produce(topic.name(), i, 10);
        }
        awaitOffset(targets.get(0), 20);
        awaitOffset(targets.get(1), 10);
        awaitOffset(targets.get(2), 10);

        fetchers.assign(Set.of(targets.get(2))).toCompletableFuture().get(30, TimeUnit.SECONDS);
        targets.forEach(target -> target.threads.clear());
        for (int i = 0; i < 3; i++) {
            source.produce(topic.name(), i, 10);
        }
        awaitOffset(targets.get(2), 20);
        assertThat(targets.get(0).threads).isEmpty();
        assertThat(targets.get(1).threads).isEmpty();

        RecordingTarget another = new RecordingTarget(topic, 2);
        fetchers.assign(Set.of(another));
        awaitOffset(another, 20);
        assertThat(another.bytes()).isEqualTo(log(topic.name(), 2));
    }

    @Test
    void aPartitionAtRestIsConfirmedThoughNothingIsDelivered() throws Exception {
        SourceTopic topic = source.createTopic("at-rest", 1);
        RecordingTarget target = new RecordingTarget(topic, 0);
        TopicPartition partition = target.sourcePartition();
        assertThat(fetchers.confirmedNanos(partition)).isEmpty();
        fetchers.assign(Set.of(target));
        await().atMost(SOON).until(() -> fetchers.confirmedNanos(partition).isPresent());
        int deliveries = target.deliveries.get();

        awaitConfirmedAfter(partition, System.nanoTime());
        assertThat(target.deliveries).hasValue(deliveries);

        target.paused = true;
        long pausedNanos = System.nanoTime();
        // Another one keeps the session busy.
        SourceTopic other = source.createTopic("at-rest-other", 2);
        List<RecordingTarget> all = new ArrayList<>(targets(other));
        all.add(target);
        fetchers.assign(Set.copyOf(all));
        awaitAllConfirmedAfter(targets(other), pausedNanos + 1_500_000_000L);
        long last = fetchers.confirmedNanos(partition).getAsLong();
        awaitAllConfirmedAfter(targets(other), System.nanoTime() + 1_500_000_000L);
        assertThat(fetchers.confirmedNanos(partition)).hasValue(last);

        target.paused = false;
        fetchers.wakeup(partition);
        awaitConfirmedAfter(partition, System.nanoTime());
        assertThat(target.deliveries).hasValueGreaterThan(deliveries);
    }

    @Test
    void aLonePausedPartitionIsConfirmedAgainWhenItGoesOn() throws Exception {
        SourceTopic topic = source.createTopic("lone", 1);
        RecordingTarget target = new RecordingTarget(topic, 0);
        fetchers.assign(Set.of(target));
        await().atMost(SOON).until(() -> target.deliveries.get() > 0);
        target.paused = true;
        // What is asked already may still come.
        await().atMost(SOON)
                .until(() -> System.nanoTime()
                                - fetchers.confirmedNanos(target.sourcePartition())
                                        .getAsLong()
                        > 1_500_000_000L);
        int deliveries = target.deliveries.get();
        source.produce(topic.name(), 0, 10);
        await().during(Duration.ofMillis(700)).atMost(SOON).until(() -> target.deliveries.get() == deliveries);

        long resumedNanos = System.nanoTime();
        target.paused = false;
        fetchers.wakeup(target.sourcePartition());

        awaitOffset(target, 10);
        awaitConfirmedAfter(target.sourcePartition(), resumedNanos);
    }

    @Test
    void aTargetThatThrowsPausesAloneAndIsTriedAgain() throws Exception {
        SourceTopic topic = source.createTopic("throws", 4);
        List<RecordingTarget> targets = targets(topic);
        targets.get(0).throwsLeft.set(4);
        targets.get(1).throwsLeft.set(Integer.MAX_VALUE);
        fetchers.assign(Set.copyOf(targets));
        for (int i = 0; i < 4; i++) {
            source.produce(topic.name(), i, 50);
        }

        awaitOffset(targets.get(0), 50);
        awaitOffset(targets.get(2), 50);
        awaitOffset(targets.get(3), 50);
        assertThat(targets.get(0).bytes()).isEqualTo(log(topic.name(), 0));
        assertThat(targets.get(1).nextOffset).isZero();
        source.produce(topic.name(), 2, 50);
        awaitOffset(targets.get(2), 100);
    }

    @Test
    void noSecondThreadEntersATargetThatWasReassigned() throws Exception {
        SourceTopic topic = source.createTopic("reassigned", 1);
        source.produce(topic.name(), 0, 10);
        RecordingTarget target = new RecordingTarget(topic, 0);
        CountDownLatch mayLeave = new CountDownLatch(1);
        CountDownLatch isInside = new CountDownLatch(1);
        target.whileInside = () -> {
            isInside.countDown();
            awaitLatch(mayLeave);
        };
        fetchers.assign(Set.of(target));
        awaitLatch(isInside);

        CompletableFuture<Void> free = fetchers.assign(Set.of()).toCompletableFuture();
        fetchers.assign(Set.of(target));
        fetchers.assign(Set.of());
        // A second broker's fetcher or a later one of this one would come in now.
        fetchers.assign(Set.of(target));
        await().during(Duration.ofMillis(700)).atMost(SOON).until(() -> target.overlaps.get() == 0);
        assertThat(free).isNotDone();

        target.whileInside = () -> {};
        mayLeave.countDown();
        free.get(30, TimeUnit.SECONDS);
        source.produce(topic.name(), 0, 10);
        awaitOffset(target, 20);
        assertThat(target.overlaps).hasValue(0);
    }

    @Test
    void closeWaitsForTheTargetThatIsBeingCalled() throws Exception {
        SourceTopic topic = source.createTopic("closed", 1);
        source.produce(topic.name(), 0, 10);
        RecordingTarget target = new RecordingTarget(topic, 0);
        CountDownLatch mayLeave = new CountDownLatch(1);
        CountDownLatch isInside = new CountDownLatch(1);
        target.whileInside = () -> {
            isInside.countDown();
            awaitLatch(mayLeave);
        };
        fetchers.assign(Set.of(target));
        awaitLatch(isInside);

        CompletableFuture<Void> closing = CompletableFuture.runAsync(fetchers::close);
        await().during(Duration.ofMillis(500)).atMost(SOON).until(() -> !closing.isDone());
        mayLeave.countDown();
        closing.get(30, TimeUnit.SECONDS);
        target.threads.clear();

        source.produce(topic.name(), 0, 10);
        await().during(Duration.ofMillis(700)).atMost(SOON).until(target.threads::isEmpty);
    }

    @Test
    void tellsWhatNeedsADecision() throws Exception {
        SourceTopic topic = source.createTopic("decisions", 2);
        source.produce(topic.name(), 0, 20);
        source.admin()
                .deleteRecords(Map.of(new TopicPartition(topic.name(), 0), RecordsToDelete.beforeOffset(15)))
                .all()
                .get(30, TimeUnit.SECONDS);
        RecordingTarget outOfRange = new RecordingTarget(topic, 0);
        RecordingTarget otherId = new RecordingTarget(new SourceTopic(topic.name(), Uuid.randomUuid(), 2, false), 1);
        RecordingTarget noTopic = new RecordingTarget(new SourceTopic("no-such", Uuid.randomUuid(), 1, false), 0);
        RecordingTarget noPartition = new RecordingTarget(topic, 7);

        fetchers.assign(Set.of(outOfRange, otherId, noTopic, noPartition));

        awaitFailure(outOfRange, Errors.OFFSET_OUT_OF_RANGE);
        awaitFailure(otherId, Errors.UNKNOWN_TOPIC_ID);
        awaitFailure(noTopic, Errors.UNKNOWN_TOPIC_OR_PARTITION);
        awaitFailure(noPartition, Errors.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(source.admin().listTopics().names().get(30, TimeUnit.SECONDS))
                .doesNotContain("no-such");
        outOfRange.nextOffset = 15;
        awaitOffset(outOfRange, 20);
        assertThat(outOfRange.logStartOffset).isEqualTo(15);
    }

    @Test
    void tellsThatATopicWasDeletedAndMadeAnew() throws Exception {
        SourceTopic topic = source.createTopic("deleted", 1);
        source.produce(topic.name(), 0, 5);
        RecordingTarget target = new RecordingTarget(topic, 0);
        fetchers.assign(Set.of(target));
        awaitOffset(target, 5);

        source.admin().deleteTopics(List.of(topic.name())).all().get(30, TimeUnit.SECONDS);
        await().atMost(SOON).untilAsserted(() -> assertThat(target.failures).isNotEmpty());
        SourceTopic anew = source.createTopic(topic.name(), 1);
        source.produce(anew.name(), 0, 50);
        RecordingTarget successor = new RecordingTarget(anew, 0);
        fetchers.assign(Set.of(successor));

        awaitOffset(successor, 50);
        assertThat(target.nextOffset).isEqualTo(5);
        assertThat(target.failures)
                .isSubsetOf(Errors.UNKNOWN_TOPIC_ID, Errors.UNKNOWN_TOPIC_OR_PARTITION, Errors.INCONSISTENT_TOPIC_ID);
    }

    private void awaitConfirmedAfter(TopicPartition partition, long nanos) {
        await().atMost(SOON).until(() -> fetchers.confirmedNanos(partition).orElse(nanos - 1) - nanos > 0);
    }

    private void awaitAllConfirmedAfter(List<RecordingTarget> targets, long nanos) {
        targets.forEach(target -> awaitConfirmedAfter(target.sourcePartition(), nanos));
    }

    private static void awaitFailure(RecordingTarget target, Errors error) {
        await().atMost(SOON).untilAsserted(() -> assertThat(target.failures).contains(error));
        assertThat(target.failures).containsOnly(error);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] log(String topic, int partition) throws IOException {
        return new LogFiles(broker.dataDirectory()).read(topic, partition);
    }

    private static List<RecordingTarget> targets(SourceTopic topic) {
        List<RecordingTarget> targets = new ArrayList<>();
        for (int i = 0; i < topic.partitions(); i++) {
            targets.add(new RecordingTarget(topic, i));
        }
        return targets;
    }

    private static void awaitOffset(RecordingTarget target, long offset) {
        await().atMost(SOON).untilAsserted(() -> assertThat(target.nextOffset).isEqualTo(offset));
    }
}
