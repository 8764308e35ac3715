// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.StockBrokerOptions;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.source.SourceLab;
import dev.orbit.agent.source.metadata.RecordingListener;
import dev.orbit.agent.source.metadata.SourceMetadata;
import dev.orbit.schemas.FetchSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A source whose quota is used up answers at once, and leaves out all that it would have told. */
@Timeout(120)
class EmptiedFetchIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    /** Less than an answer with nothing in it, so that each is emptied; and the wait for the next one is some seconds. */
    private static final double BYTES_PER_SECOND = 2;

    @TempDir
    static Path directory;

    @Test
    void anAnswerThatTheSourceEmptiedConfirmsNothing() throws Exception {
        StockBrokerOptions options =
                StockBrokerOptions.in(directory).with("quota.window.num", "2").with("quota.window.size.seconds", "1");
        try (StockBrokerProcess broker = StockBrokerProcess.start(options);
                SourceLab source = new SourceLab(broker.bootstrapServers());
                SourceMetadata metadata = SourceMetadata.start(source.config(), null, new RecordingListener());
                SourceFetchers fetchers = new SourceFetchers(source.config(), metadata, FetchSettings.DEFAULTS)) {
            RecordingTarget target = new RecordingTarget(source.createTopic("emptied", 1), 0);
            TopicPartition partition = target.sourcePartition();
            fetchers.assign(Set.of(target));
            await().atMost(SOON).until(() -> fetchers.confirmedNanos(partition).isPresent());

            bound(source, BYTES_PER_SECOND);
            await().atMost(SOON).until(() -> confirmedAgoMs(fetchers, partition) > 1_000);
            long last = fetchers.confirmedNanos(partition).getAsLong();
            await().during(Duration.ofSeconds(12))
                    .atMost(SOON)
                    .until(() -> fetchers.confirmedNanos(partition).getAsLong() == last);

            bound(source, null);
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(fetchers.confirmedNanos(partition)).isNotEqualTo(last));
            await().atMost(SOON).until(() -> confirmedAgoMs(fetchers, partition) < 1_000);
        }
    }

    private static long confirmedAgoMs(SourceFetchers fetchers, TopicPartition partition) {
        return TimeUnit.NANOSECONDS.toMillis(
                System.nanoTime() - fetchers.confirmedNanos(partition).getAsLong());
    }

    private static void bound(SourceLab source, @Nullable Double bytesPerSecond) throws Exception {
        ClientQuotaEntity reader = new ClientQuotaEntity(
                Map.of(ClientQuotaEntity.CLIENT_ID, source.config().clientId()));
        ClientQuotaAlteration.Op op = new ClientQuotaAlteration.Op("consumer_byte_rate", bytesPerSecond);
        source.admin()
                .alterClientQuotas(List.of(new ClientQuotaAlteration(reader, List.of(op))))
                .all()
                .get(30, TimeUnit.SECONDS);
    }
}
