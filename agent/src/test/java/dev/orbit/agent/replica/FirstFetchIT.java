// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.SharedTrial;
import dev.orbit.agent.trial.Trial;
import dev.orbit.schemas.FetchSettings;
import dev.orbit.schemas.MigrationState;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** How much is asked for of a partition that nothing is mirrored of yet, and in which something waits. */
@ExtendWith(SharedTrial.Holdable.class)
@Timeout(180)
class FirstFetchIT {

    private static final String TOPIC = "first-fetch";
    private static final int LITTLE_BYTES = 64 << 10;

    private final Trial trial;

    FirstFetchIT(Trial trial) {
        this.trial = trial;
    }

    /** Until the leader epoch of its first record is recorded nothing is appended: all would be read twice. */
    @Test
    void littleIsReadBeforeTheFirstEpochIsRecordedAndAllAfter() throws Exception {
        Cluster source = trial.source();
        source.createTopic(TOPIC, 1);
        source.produce(TOPIC, 0, "one", "two");
        Uuid id = source.admin()
                .describeTopics(List.of(TOPIC))
                .topicNameValues()
                .get(TOPIC)
                .get(30, TimeUnit.SECONDS)
                .topicId();
        List<Integer> bytesAsked = new CopyOnWriteArrayList<>();
        trial.requests().onFetch(fetch -> bytesAsked.addAll(bytesAsked(fetch, id)));

        trial.api().put(Documents.putMapping(TOPIC));
        trial.awaitState(TOPIC, MigrationState.REJECT);
        trial.awaitMirrored(TOPIC, 0);

        assertThat(bytesAsked).first().isEqualTo(LITTLE_BYTES);
        assertThat(bytesAsked).last().isEqualTo(FetchSettings.DEFAULTS.maxPartitionBytes());
    }

    private static List<Integer> bytesAsked(FetchRequestData fetch, Uuid topicId) {
        return fetch.topics().stream()
                .filter(topic -> topic.topicId().equals(topicId))
                .flatMap(topic -> topic.partitions().stream())
                .map(FetchRequestData.FetchPartition::partitionMaxBytes)
                .toList();
    }
}
