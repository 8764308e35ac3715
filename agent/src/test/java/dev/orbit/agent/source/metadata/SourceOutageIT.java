// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.StockBrokerOptions;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.source.SourceLab;
import dev.orbit.agent.source.admin.SourceTopic;
import dev.orbit.agent.source.fetch.RecordingTarget;
import dev.orbit.agent.source.fetch.SourceFetchers;
import dev.orbit.agent.source.forward.ForwardResult;
import dev.orbit.agent.source.forward.Forwards;
import dev.orbit.agent.source.forward.SourceProducer;
import dev.orbit.schemas.FetchSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.protocol.Errors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A source that stops answering, dies and comes back. */
@Timeout(120)
class SourceOutageIT {

    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    static Path directory;

    private static StockBrokerProcess broker;
    private static SourceLab source;

    private final RecordingListener listener = new RecordingListener();

    @BeforeAll
    static void startSource() {
        // A killed broker is taken back only when its session has run out.
        broker = StockBrokerProcess.start(StockBrokerOptions.in(directory)
                .with("broker.session.timeout.ms", "2000")
                .with("broker.heartbeat.interval.ms", "500"));
        source = new SourceLab(broker.bootstrapServers());
    }

    @AfterAll
    static void stopSource() {
        source.close();
        broker.close();
    }

    @AfterEach
    void bringItBack() {
        broker.resume();
        if (!broker.isAlive()) {
            broker.restart();
        }
    }

    @Test
    void fetchingGoesOnAfterTheSourceWasKilled() throws Exception {
        SourceTopic topic = source.createTopic("killed", 2);
        List<RecordingTarget> targets = List.of(new RecordingTarget(topic, 0), new RecordingTarget(topic, 1));
        try (SourceMetadata metadata = SourceMetadata.start(source.config(), null, listener);
                SourceFetchers fetchers = new SourceFetchers(source.config(), metadata, FetchSettings.DEFAULTS)) {
            fetchers.assign(Set.copyOf(targets));
            source.produce(topic.name(), 0, 200);
            source.produce(topic.name(), 1, 200);
            targets.forEach(target -> awaitOffset(target, 200));

            broker.kill();
            // a broker that dies may first cut a connection short, which is told as what it looks like
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(listener.heard)
                            .last(InstanceOfAssertFactories.STRING)
                            .startsWith("unreachable: ")
                            .contains(broker.bootstrapServers())
                            .contains("connection refused"));
            broker.restart();
            source.produce(topic.name(), 0, 300);
            source.produce(topic.name(), 1, 300);

            for (RecordingTarget target : targets) {
                awaitOffset(target, 500);
                assertThat(target.bytes()).isEqualTo(log(topic, target));
                assertThat(target.failures).isEmpty();
                assertThat(target.overlaps).hasValue(0);
            }
            assertThat(listener.heard).startsWith("reached").endsWith("reached");
            assertThat(listener.heard.subList(1, listener.heard.size() - 1))
                    .allMatch(heard -> heard.startsWith("unreachable: "));
        }
    }

    @Test
    void everyForwardOfALostConnectionHasOneResultAndTheNextOnesGoOn() throws Exception {
        SourceTopic topic = source.createTopic("lost", 3);
        try (SourceProducer producer =
                SourceProducer.start(source.config(), null, SourceProducer.Settings.DEFAULTS, listener)) {
            Forwards warm = new Forwards(producer);
            for (int partition = 0; partition < 3; partition++) {
                warm.forwardUntilTaken(
                        Forwards.request(topic, partition, Forwards.batch(partition, 0, "0"), -1, 9_000));
            }

            SourceLab.suspend(broker);
            Forwards lost = new Forwards(producer);
            for (int i = 0; i < 60; i++) {
                lost.forward(Forwards.request(topic, i % 3, Forwards.batch(i % 3, 1, "1"), -1, 9_000));
            }
            broker.kill();
            List<ForwardResult> results = lost.awaitAll();
            broker.restart();
            for (int partition = 0; partition < 3; partition++) {
                warm.forwardUntilTaken(
                        Forwards.request(topic, partition, Forwards.batch(partition, 1, "1"), -1, 9_000));
            }

            assertThat(results).extracting(ForwardResult::error).containsOnly(Errors.NOT_ENOUGH_REPLICAS);
            assertThat(lost.counts()).containsOnly(1);
        }
    }

    @Test
    void aSilentSourceIsGivenUpInTimeAndTheQueueIsBounded() throws Exception {
        SourceTopic topic = source.createTopic("silent", 1);
        int size = Forwards.batch(-1, -1, "x".repeat(1000)).sizeInBytes();
        SourceProducer.Settings settings = new SourceProducer.Settings(1, 20L * size);
        try (SourceProducer producer = SourceProducer.start(source.config(), null, settings, listener)) {
            Forwards warm = new Forwards(producer);
            warm.forwardUntilTaken(Forwards.request(topic, 0, Forwards.batch(-1, -1, "0"), 1, 3_000));

            SourceLab.suspend(broker);
            Forwards forwards = new Forwards(producer);
            for (int i = 0; i < 30; i++) {
                forwards.forward(Forwards.request(topic, 0, Forwards.batch(-1, -1, "x".repeat(1000)), 1, 3_000));
            }
            assertThat(producer.inFlightBytes()).isEqualTo(20L * size);
            List<ForwardResult> results = forwards.awaitAll();

            assertThat(results).extracting(ForwardResult::error).containsOnly(Errors.NOT_ENOUGH_REPLICAS);
            assertThat(results.get(25).errorMessage()).contains("1000 ms");
            assertThat(results.get(10).errorMessage()).contains("1000 ms");
            assertThat(results.get(0).errorMessage()).contains("lost");
            assertThat(forwards.counts()).containsOnly(1);
            broker.resume();
            warm.forwardUntilTaken(Forwards.request(topic, 0, Forwards.batch(-1, -1, "1"), 1, 3_000));
        }
    }

    @Test
    void whatFindsNoRoomWaitsForItsTurn() throws Exception {
        SourceTopic topic = source.createTopic("turns", 1);
        int size = Forwards.batch(-1, -1, "x".repeat(1000)).sizeInBytes();
        SourceProducer.Settings settings = new SourceProducer.Settings(1, 20L * size);
        try (SourceProducer producer = SourceProducer.start(source.config(), null, settings, listener)) {
            Forwards forwards = new Forwards(producer);
            forwards.forwardUntilTaken(Forwards.request(topic, 0, Forwards.batch(-1, -1, "0"), 1, 30_000));
            int before = forwards.counts().size();

            SourceLab.suspend(broker);
            try {
                for (int i = 0; i < 50; i++) {
                    forwards.forward(Forwards.request(topic, 0, Forwards.batch(-1, -1, "x".repeat(1000)), 1, 30_000));
                }
                assertThat(producer.inFlightBytes()).isEqualTo(20L * size);
                assertThat(producer.waitingBytes()).isEqualTo(20L * size);
            } finally {
                broker.resume();
            }

            List<ForwardResult> results = forwards.awaitAll().subList(before, before + 40);
            assertThat(results).extracting(ForwardResult::error).containsOnly(Errors.NONE);
            assertThat(results).extracting(ForwardResult::baseOffset).isSorted().doesNotHaveDuplicates();
            assertThat(forwards.awaitAll().subList(before + 40, before + 50))
                    .extracting(ForwardResult::errorMessage)
                    .allMatch(why -> why.contains("wait for their turn"));
        }
    }

    /** A failover does not wait for a source that may be gone, and what that says later is told to nobody. */
    @Test
    void whatIsGivenUpHasItsResultAtOnceAndNoOther() throws Exception {
        SourceTopic topic = source.createTopic("given-up", 1);
        SourceTopic other = source.createTopic("not-given-up", 1);
        AtomicBoolean isGivenUp = new AtomicBoolean();
        int size = Forwards.batch(-1, -1, "x".repeat(1000)).sizeInBytes();
        SourceProducer.Settings settings = new SourceProducer.Settings(1, 20L * size);
        try (SourceProducer producer = SourceProducer.start(source.config(), null, settings, listener)) {
            Forwards others = new Forwards(producer);
            others.forwardUntilTaken(Forwards.request(other, 0, Forwards.batch(-1, -1, "0"), 1, 9_000));
            others.forwardUntilTaken(Forwards.request(topic, 0, Forwards.batch(-1, -1, "0"), 1, 9_000));

            SourceLab.suspend(broker);
            int kept = others.forward(Forwards.request(other, 0, Forwards.batch(-1, -1, "1"), 1, 30_000));
            Forwards forwards = new Forwards(producer);
            for (int i = 0; i < 30; i++) {
                forwards.forward(
                        Forwards.request(topic, 0, Forwards.batch(-1, -1, "x".repeat(1000)), 1, 30_000),
                        isGivenUp::get);
            }
            await().until(() -> producer.requests() >= 2 + 1 + 4);
            isGivenUp.set(true);
            producer.giveUp(topic.name());
            forwards.forward(Forwards.request(topic, 0, Forwards.batch(-1, -1, "late"), 1, 30_000), isGivenUp::get);

            assertThat(forwards.counts())
                    .as("in flight, queued, in line and late")
                    .containsOnly(1);
            assertThat(forwards.awaitAll())
                    .allMatch(result -> result.error() == Errors.NOT_ENOUGH_REPLICAS
                            && result.errorMessage().contains("given up"));
            assertThat(others.counts().get(kept)).isZero();
            broker.resume();

            assertThat(others.await(kept).error()).isEqualTo(Errors.NONE);
            isGivenUp.set(false);
            others.forwardUntilTaken(Forwards.request(topic, 0, Forwards.batch(-1, -1, "1"), 1, 9_000));
            long atTheSource = others.awaitAll().get(others.counts().size() - 1).baseOffset();
            assertThat(atTheSource)
                    .as("what was in flight is there, and nothing that was not")
                    .isBetween(1L, 6L);
            assertThat(forwards.counts()).containsOnly(1);
        }
    }

    /** The source has the records: a producer that is told to try again may write them twice. */
    @Test
    void closingWaitsForWhatTheSourceIsAboutToAnswer() throws Exception {
        SourceTopic topic = source.createTopic("closing-late", 1);
        SourceProducer producer =
                SourceProducer.start(source.config(), null, SourceProducer.Settings.DEFAULTS, listener);
        Forwards forwards = new Forwards(producer);
        forwards.forwardUntilTaken(Forwards.request(topic, 0, Forwards.batch(-1, -1, "0"), 1, 9_000));
        SourceLab.suspend(broker);
        int underWay = forwards.forward(Forwards.request(topic, 0, Forwards.batch(-1, -1, "1"), 1, 30_000));

        CompletableFuture<Void> closed = CompletableFuture.runAsync(producer::close);
        await().until(() -> {
            int tooLate = forwards.forward(Forwards.request(topic, 0, Forwards.batch(-1, -1, "2"), 1, 30_000));
            return forwards.counts().get(tooLate) == 1;
        });
        broker.resume();

        assertThat(forwards.await(underWay).error()).isEqualTo(Errors.NONE);
        closed.get(30, TimeUnit.SECONDS);
    }

    @Test
    void closingAnswersWhatIsUnderWay() throws Exception {
        SourceTopic topic = source.createTopic("closing", 4);
        SourceProducer producer =
                SourceProducer.start(source.config(), null, SourceProducer.Settings.DEFAULTS, listener);
        Forwards forwards = new Forwards(producer);
        forwards.forwardUntilTaken(Forwards.request(topic, 0, Forwards.batch(-1, -1, "0"), 1, 9_000));
        SourceLab.suspend(broker);
        for (int i = 0; i < 100; i++) {
            forwards.forward(Forwards.request(topic, i % 4, Forwards.batch(-1, -1, "1"), 1, 30_000));
        }

        producer.close();
        int late = forwards.forward(Forwards.request(topic, 0, Forwards.batch(-1, -1, "1"), 1, 30_000));

        assertThat(forwards.counts()).containsOnly(1);
        assertThat(forwards.await(late).error()).isEqualTo(Errors.NOT_ENOUGH_REPLICAS);
        assertThat(forwards.await(late).errorMessage()).contains("closing");
    }

    private static byte[] log(SourceTopic topic, RecordingTarget target) throws Exception {
        return Files.readAllBytes(broker.dataDirectory()
                .resolve(topic.name() + "-" + target.sourcePartition().partition())
                .resolve("00000000000000000000.log"));
    }

    private static void awaitOffset(RecordingTarget target, long offset) {
        await().atMost(SOON).untilAsserted(() -> assertThat(target.nextOffset).isEqualTo(offset));
    }
}
