// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.Trial;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.FetchSettings;
import dev.orbit.schemas.Snapshot;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaAlteration.Op;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.jspecify.annotations.Nullable;

/**
 * A source that, until this is closed, gives every reader so little that their mirrors stay behind: a quota makes it answer
 * seldom, and an answer has no more than a batch, or the first would bring all.
 */
final class SlowSource implements AutoCloseable {

    private static final double BYTES_PER_SECOND = 2_000;
    private static final int RECORD_CHARS = 1_000;

    /** Of one topic: more than readers get within a test. */
    static final int RECORDS = 60;

    private static final FetchSettings A_BATCH_AT_ONCE = new FetchSettings(2, 1, 1, null);

    private final Trial trial;

    private SlowSource(Trial trial) {
        this.trial = trial;
    }

    /** New topics in PROXY, each more than a second behind in both partitions. */
    static SlowSource with(Trial trial, String... topics) throws Exception {
        for (String topic : topics) {
            trial.proxy(topic, 2);
        }
        SlowSource slow = new SlowSource(trial);
        slow.fetch(A_BATCH_AT_ONCE);
        slow.quota(BYTES_PER_SECOND);
        slow.write(topics);
        await().atMost(Trial.WITHIN).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            for (String topic : topics) {
                Snapshot.Topic found = trial.api().topic(topic);
                assertThat(found.timeLagSeconds()).as("%s", found).isGreaterThan(1.1);
                assertThat(found.offsetLag()).as("%s", found).isGreaterThan(5);
            }
        });
        return slow;
    }

    private void write(String... topics) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = trial.source().producer(Map.of("batch.size", 4 * RECORD_CHARS))) {
            for (int number = 0; number < RECORDS; number++) {
                for (String topic : topics) {
                    producer.send(Cluster.record(topic, number % 2, number + "x".repeat(RECORD_CHARS)));
                }
            }
        }
    }

    private void fetch(FetchSettings settings) throws IOException {
        Snapshot.Link link = trial.api().snapshot().links().get(0);
        trial.api().put(new Change.PutLink(link.spec().withFetch(settings), link.revision()));
    }

    private void quota(@Nullable Double bytesPerSecond) throws Exception {
        ClientQuotaEntity everyone =
                new ClientQuotaEntity(Collections.singletonMap(ClientQuotaEntity.CLIENT_ID, (String) null));
        trial.source()
                .admin()
                .alterClientQuotas(List.of(
                        new ClientQuotaAlteration(everyone, List.of(new Op("consumer_byte_rate", bytesPerSecond)))))
                .all()
                .get(30, TimeUnit.SECONDS);
    }

    /** Lets readers read; those that are held back already stay so for a while. */
    void end() {
        try {
            quota(null);
        } catch (Exception e) {
            throw new IllegalStateException("the source stays slow", e);
        }
    }

    @Override
    public void close() throws IOException {
        end();
        fetch(FetchSettings.DEFAULTS);
    }
}
