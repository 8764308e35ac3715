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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a stock broker says of offsets at which it has nothing. */
@Timeout(120)
class SourceGapsIT {

    @TempDir
    Path directory;

    private StockBrokerProcess broker;
    private SourceLab source;
    private SourceMetadata metadata;
    private SourceFetchers fetchers;

    @BeforeEach
    void start() {
        broker = StockBrokerProcess.start(directory);
        source = new SourceLab(broker.bootstrapServers());
        metadata = SourceMetadata.start(source.config(), null, new RecordingListener());
        fetchers = new SourceFetchers(source.config(), metadata, FetchSettings.DEFAULTS);
    }

    @AfterEach
    void stop() {
        fetchers.close();
        metadata.close();
        source.close();
        broker.close();
    }

    @Test
    void aPartitionThatHoldsRecordsIsNeverTakenForEmpty() throws Exception {
        SourceTopic topic = source.createTopic("holds", 2);
        source.produceOneBatch(topic.name(), 0, 10);
        RecordingTarget target = new RecordingTarget(topic, 0);
        fetchers.assign(Set.of(target));
        awaitOffset(target, 10);
        TopicPartition full = target.sourcePartition();
        TopicPartition empty = new TopicPartition(topic.name(), 1);
        var leader = metadata.topology().leader(full);

        for (long offset : List.of(0L, 5L, 9L)) {
            assertThat(fetchers.emptyUpTo(leader, full, topic.topicId(), offset))
                    .isEmpty();
        }
        // nothing lies between an offset and itself, and nothing is known beyond the end
        assertThat(fetchers.emptyUpTo(leader, full, topic.topicId(), 10)).isEmpty();
        assertThat(fetchers.emptyUpTo(leader, full, topic.topicId(), 11)).isEmpty();
        assertThat(fetchers.emptyUpTo(leader, empty, topic.topicId(), 0)).isEmpty();
        // another topic by that name says nothing about this one
        assertThat(fetchers.emptyUpTo(leader, full, Uuid.randomUuid(), 10)).isEmpty();
    }

    @Test
    void onlyWhatIsNotThereHasVanished() throws Exception {
        SourceTopic topic = source.createTopic("vanished", 1);
        source.produceOneBatch(topic.name(), 0, 10);
        source.produceOneBatch(topic.name(), 0, 10);
        RecordingTarget target = new RecordingTarget(topic, 0);
        fetchers.assign(Set.of(target));
        awaitOffset(target, 20);
        TopicPartition name = target.sourcePartition();
        var leader = metadata.topology().leader(name);
        Uuid id = topic.topicId();

        assertThat(fetchers.vanished(leader, name, id, 0, 10, -2, -1)).contains(false);
        assertThat(fetchers.vanished(leader, name, id, 10, 10, -2, -1)).contains(true);
        // what lies behind is of the first epoch: an earlier one than asked for, or one that was not forgotten
        assertThat(fetchers.vanished(leader, name, id, 10, 10, 0, 0)).contains(false);
        assertThat(fetchers.vanished(leader, name, id, 10, 10, -1, 0)).isEmpty();
        assertThat(fetchers.vanished(leader, name, id, 20, 20, -1, 0)).contains(true);
        assertThat(fetchers.vanished(leader, name, id, 20, 21, -1, 0)).isEmpty();
        source.admin()
                .deleteRecords(Map.of(name, RecordsToDelete.beforeOffset(10)))
                .all()
                .get(30, TimeUnit.SECONDS);
        assertThat(fetchers.vanished(leader, name, id, 0, 10, -2, -1)).contains(true);
    }

    private static void awaitOffset(RecordingTarget target, long offset) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(target.nextOffset).isEqualTo(offset));
    }
}
