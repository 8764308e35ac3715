// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.unproxied;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.SharedTrial;
import dev.orbit.agent.trial.Trial;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.Diagnostic;
import dev.orbit.schemas.DiagnosticsResponse;
import dev.orbit.schemas.EventsResponse;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.TopicEvent;
import dev.orbit.schemas.TopicMappingSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Producers through the proxy, and others that write to the source directly: each record of the others counts, no other does. */
@ExtendWith(SharedTrial.Holdable.class)
@Timeout(300)
class UnproxiedWritesIT {

    private static final Map<String, Object> PLAIN = Map.of("enable.idempotence", false);
    private static final Map<String, Object> IDEMPOTENT = Map.of();

    private final Trial trial;

    UnproxiedWritesIT(Trial trial) {
        this.trial = trial;
    }

    private Optional<Diagnostic> diagnostic(String topic) throws Exception {
        return trial.api().get("/v1/diagnostics").as(DiagnosticsResponse.class).diagnostics().stream()
                .filter(found -> topic.equals(found.topic()))
                .findFirst();
    }

    private long records(String topic) throws Exception {
        return diagnostic(topic).map(Diagnostic::records).orElse(0L);
    }

    private List<TopicEvent> events(String topic) throws Exception {
        return trial.api().get("/v1/events").as(EventsResponse.class).events().stream()
                .filter(event ->
                        event.topic().equals(topic) && event.event().startsWith(Diagnostic.UNPROXIED_SOURCE_WRITES))
                .toList();
    }

    /** Writes to the source directly until it is noticed. Returns how many it wrote. */
    private int writeUntilNoticed(String topic, KafkaProducer<byte[], byte[]> direct) {
        int[] written = {0};
        await().atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    Cluster.send(direct, topic, 0, "direct");
                    written[0]++;
                    return diagnostic(topic).isPresent();
                });
        return written[0];
    }

    /** What was written directly is counted, but for what a lost answer may explain, and nothing else is. */
    private void assertCountsExactly(String topic, KafkaProducer<byte[], byte[]> direct, int written) throws Exception {
        trial.awaitMirrored(topic, 0);
        Cluster.send(direct, topic, 0, "direct");
        await().atMost(Trial.WITHIN).until(() -> records(topic) > 1);
        long before = records(topic);
        // one that may have been forwarded, for its answer was lost, is not counted
        long[] all = {written + 1};
        await().atMost(Trial.WITHIN).pollInterval(Duration.ofMillis(10)).until(() -> {
            Cluster.send(direct, topic, 0, "direct");
            all[0]++;
            return records(topic) >= before + 50;
        });
        long sinceBefore = all[0] - written - 1;
        await().atMost(Trial.WITHIN).until(() -> records(topic) >= before + sinceBefore * 9 / 10);
        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(6)).until(() -> records(topic) <= all[0]);
    }

    @Test
    void tellsWhoWritesPastTheProxyFromWhoDoesNot() throws Exception {
        String topic = "bypass-live";
        trial.proxy(topic, 1);
        try (ProxiedWriters writers = ProxiedWriters.start(trial.destination(), topic);
                KafkaProducer<byte[], byte[]> idempotent = trial.source().producer(IDEMPOTENT);
                KafkaProducer<byte[], byte[]> plain = trial.source().producer(PLAIN)) {
            writers.awaitProgress();
            await().during(Duration.ofSeconds(4))
                    .atMost(Duration.ofSeconds(8))
                    .until(() -> diagnostic(topic).isEmpty());

            int written = writeUntilNoticed(topic, idempotent);
            assertCountsExactly(topic, plain, written);

            await().atMost(Trial.WITHIN)
                    .untilAsserted(() -> assertThat(diagnostic(topic)).hasValueSatisfying(found -> {
                        assertThat(found.name()).isEqualTo("unproxied_source_writes");
                        assertThat(found.link()).isEqualTo(Documents.LINK);
                        assertThat(found.recordsPerSecond()).isPositive();
                        assertThat(found.share()).isStrictlyBetween(0.0, 1.0);
                        assertThat(found.message()).contains("Point every producer of the topic at the agents");
                    }));
            assertThat(events(topic)).extracting(TopicEvent::event).containsExactly("unproxied_source_writes");
        }
        disable(topic);
        trial.awaitState(topic, MigrationState.REJECT);
        await().atMost(Trial.WITHIN).until(() -> diagnostic(topic).isEmpty());
        assertThat(events(topic))
                .extracting(TopicEvent::event)
                .containsExactly("unproxied_source_writes", "unproxied_source_writes_ended");
    }

    /** Of what was forwarded and had no answer when it was killed, none is taken for somebody else's. */
    @Test
    void aRestartOfTheAgentAccusesNobody() throws Exception {
        String topic = "bypass-restart";
        trial.proxy(topic, 1);
        try (ProxiedWriters writers = ProxiedWriters.start(trial.destination(), topic);
                KafkaProducer<byte[], byte[]> plain = trial.source().producer(PLAIN)) {
            writers.awaitProgress();
            trial.agent().kill();
            trial.agent().restart();
            writers.awaitProgress();
            int written = writeUntilNoticed(topic, plain);
            writers.awaitProgress();
            assertCountsExactly(topic, plain, written);
        }
    }

    private void disable(String topic) throws Exception {
        long revision = trial.api().snapshot().topicMappings().stream()
                .filter(mapping -> mapping.spec().source().equals(topic))
                .findFirst()
                .orElseThrow()
                .revision();
        trial.api()
                .put(new Change.PutTopicMapping(
                        TopicMappingSpec.literal(Documents.LINK, 0, topic, topic)
                                .withAutoMigration(new AutoMigration(false)),
                        revision));
    }
}
