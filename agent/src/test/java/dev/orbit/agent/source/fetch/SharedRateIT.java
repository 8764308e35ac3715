// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.source.SourceLab;
import dev.orbit.agent.source.admin.SourceTopic;
import dev.orbit.agent.source.metadata.RecordingListener;
import dev.orbit.agent.source.metadata.SourceMetadata;
import dev.orbit.schemas.FetchSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The fetchers of what is mirrored and those of strays are of one link. */
@Timeout(120)
class SharedRateIT {

    private static final int RECORDS = 20;
    private static final int RECORD_BYTES = 50_000;
    private static final long BYTES_PER_SECOND = 250_000;

    @TempDir
    static Path directory;

    @Test
    void thoseThatShareARateReadNoMoreTogether() throws Exception {
        FetchSettings settings = new FetchSettings(1, 1 << 20, 1 << 20, BYTES_PER_SECOND);
        try (StockBrokerProcess broker = StockBrokerProcess.start(directory);
                SourceLab source = new SourceLab(broker.bootstrapServers());
                SourceMetadata metadata = SourceMetadata.start(source.config(), null, new RecordingListener());
                SourceMetadata theirs = SourceMetadata.start(source.config(), null, new RecordingListener());
                SourceFetchers fetchers = new SourceFetchers(source.config(), metadata, settings);
                SourceFetchers others = fetchers.sharingRate(theirs, settings)) {
            RecordingTarget one = filled(source, "one");
            RecordingTarget other = filled(source, "other");
            long fromNanos = System.nanoTime();

            fetchers.assign(Set.of(one));
            others.assign(Set.of(other));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> one.nextOffset == RECORDS && other.nextOffset == RECORDS);

            long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - fromNanos);
            long dueMs = 1_000L * 2 * RECORDS * RECORD_BYTES / BYTES_PER_SECOND;
            // a second's worth may have been saved up, and what was read last is not paid for
            assertThat(tookMs).isGreaterThan(dueMs - 2_000);
        }
    }

    private static RecordingTarget filled(SourceLab source, String name) throws Exception {
        SourceTopic topic = source.createTopic(name, 1);
        try (KafkaProducer<byte[], byte[]> producer = source.producer(Map.of())) {
            for (int i = 0; i < RECORDS; i++) {
                producer.send(new ProducerRecord<>(name, new byte[RECORD_BYTES]))
                        .get(30, TimeUnit.SECONDS);
            }
        }
        return new RecordingTarget(topic, 0);
    }
}
