// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.SharedTrial;
import dev.orbit.agent.trial.Trial;
import dev.orbit.agent.verify.Extent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.AbortTransactionOptions;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Transactions of the destination's own producers never reach a mirror topic, neither with a record nor with a marker: that
 * would take an offset of the source's.
 */
@ExtendWith(SharedTrial.class)
@Timeout(180)
class GateTransactionsIT {

    private static final short ADDED_BY_THE_CLIENT = 1;
    private static final short ADDED_BY_THE_BROKER = 2;

    private final Trial trial;

    GateTransactionsIT(Trial trial) {
        this.trial = trial;
    }

    @BeforeEach
    void createOrdinaryTopic() throws Exception {
        if (!trial.destination().topics().contains("txn-ordinary")) {
            trial.destination().createTopic("txn-ordinary", 1);
        }
    }

    @AfterEach
    void restoreTransactions() throws Exception {
        transactionVersion(ADDED_BY_THE_BROKER);
    }

    /** As every client of Kafka 4 does it: the broker adds the partition when the produce arrives. */
    @Test
    void refusesThemWhenTheBrokerAddsPartitions() throws Exception {
        transactionVersion(ADDED_BY_THE_BROKER);

        refusesAndMirrorsOn("txn-two-reject", false);
        refusesAndMirrorsOn("txn-two-proxy", true);
    }

    /** As older clients do it, and clients of a cluster with the older protocol: the client adds the partition first. */
    @Test
    void refusesThemWhenTheClientAddsPartitions() throws Exception {
        transactionVersion(ADDED_BY_THE_CLIENT);

        refusesAndMirrorsOn("txn-one-reject", false);
        refusesAndMirrorsOn("txn-one-proxy", true);
    }

    private void refusesAndMirrorsOn(String topic, boolean proxied) throws Exception {
        if (proxied) {
            trial.proxy(topic, 1);
        } else {
            trial.mirror(topic, 1);
        }
        trial.source().produce(topic, 0, "before");
        trial.awaitCaughtUp(topic, 1);

        try (var producer = trial.destination().producer(Map.of("transactional.id", topic))) {
            producer.initTransactions();
            refusesInTransaction(producer, topic);
            // what the transaction did elsewhere is aborted, and the producer goes on with topics that are open to it
            producer.beginTransaction();
            Cluster.send(producer, "txn-ordinary", 0, topic + " committed");
            producer.commitTransaction();
        }

        assertThat(trial.destination().end(topic, 0)).isEqualTo(1);
        trial.source().produce(topic, 0, "after");
        trial.awaitCaughtUp(topic, 1);
        trial.assertSame(topic, Extent.EQUAL);
        assertThat(trial.source().values(topic)).containsExactly("before", "after");
        await().atMost(Trial.WITHIN)
                .untilAsserted(() -> assertThat(committed("txn-ordinary"))
                        .contains(topic + " committed")
                        .doesNotContain(topic + " aborted"));
    }

    private static void refusesInTransaction(KafkaProducer<byte[], byte[]> producer, String topic) throws Exception {
        producer.beginTransaction();
        Cluster.send(producer, "txn-ordinary", 0, topic + " aborted");
        Throwable refusal = catchThrowable(() -> Cluster.send(producer, topic, 0, "no"));
        producer.abortTransaction();

        // the older protocol has no room for a message
        assertThat(refusal)
                .satisfiesAnyOf(
                        thrown -> assertThat(thrown)
                                .isInstanceOf(PolicyViolationException.class)
                                .hasMessageContaining("Topic " + topic)
                                .hasMessageContaining("transactional")
                                .hasMessageContaining("COMPLETE")
                                .hasMessageContaining("without a transactional.id"),
                        thrown -> assertThat(thrown)
                                .hasMessageContaining(topic + "-0")
                                .hasMessageContaining("POLICY_VIOLATION"));
    }

    /** Also one whose producer never was at the mirror: as of a tool that aborts what it takes for hanging. */
    @Test
    void aMarkerThatComesAllTheSameTakesNoOffset() throws Exception {
        trial.mirror("txn-marker", 1);
        trial.source().produce("txn-marker", 0, "before");
        trial.awaitCaughtUp("txn-marker", 1);

        abort("txn-marker", 4711, (short) 0).get(30, TimeUnit.SECONDS);

        assertThat(trial.destination().end("txn-marker", 0)).isEqualTo(1);
        trial.source().produce("txn-marker", 0, "after");
        trial.awaitCaughtUp("txn-marker", 1);
        trial.assertSame("txn-marker", Extent.EQUAL);
    }

    /** What ends it is the source's own marker: one before would be an offset too many, and a transaction cut short. */
    @Test
    void aMarkerForATransactionOfTheSourceTakesNoOffsetEither() throws Exception {
        String topic = "txn-marker-open";
        trial.mirror(topic, 1);
        try (KafkaProducer<byte[], byte[]> transactional = trial.openTransaction(topic)) {
            trial.awaitCaughtUp(topic, 1);
            TopicPartition partition = new TopicPartition(topic, 0);
            ProducerState open = trial.destination()
                    .admin()
                    .describeProducers(List.of(partition))
                    .partitionResult(partition)
                    .get(30, TimeUnit.SECONDS)
                    .activeProducers()
                    .get(0);

            // the answer may be that it is to be asked again, for as long as the client likes to
            abort(topic, open.producerId(), (short) open.producerEpoch());

            await().during(Duration.ofSeconds(3))
                    .atMost(Duration.ofSeconds(15))
                    .until(() -> trial.destination().end(topic, 0) == 1);
            transactional.commitTransaction();
        }
        trial.awaitCaughtUp(topic, 1);
        trial.assertSame(topic, Extent.EQUAL);
        assertThat(committed(topic)).containsExactly("in the transaction");
    }

    private KafkaFuture<Void> abort(String topic, long producerId, short producerEpoch) {
        return trial.destination()
                .admin()
                .abortTransaction(
                        new AbortTransactionSpec(new TopicPartition(topic, 0), producerId, producerEpoch, 0),
                        new AbortTransactionOptions().timeoutMs(10_000))
                .all();
    }

    @Test
    void letsNoTransactionNearTheState() throws Exception {
        for (short version : new short[] {ADDED_BY_THE_CLIENT, ADDED_BY_THE_BROKER}) {
            transactionVersion(version);
            long end = trial.stateEnd();

            try (var producer = trial.destination().producer(Map.of("transactional.id", "txn-state" + version))) {
                producer.initTransactions();
                producer.beginTransaction();
                assertThatThrownBy(() -> Cluster.send(producer, "__orbit_state", 0, "no"));
                producer.abortTransaction();
            }

            trial.assertOnlyTheCoordinatorWroteStateSince(end);
        }
        trial.mirror("txn-state-goes-on", 1);
    }

    /** Nobody knows at first whether a new topic is a mirror; the client asks again by itself. */
    @Test
    void letsThemIntoATopicThatWasJustCreated() throws Exception {
        for (short version : new short[] {ADDED_BY_THE_CLIENT, ADDED_BY_THE_BROKER}) {
            transactionVersion(version);
            String topic = "txn-new-" + version;
            trial.destination().createTopic(topic, 1);
            try (var producer = trial.destination().producer(Map.of("transactional.id", topic))) {
                producer.initTransactions();
                producer.beginTransaction();
                Cluster.send(producer, topic, 0, "kept");
                producer.commitTransaction();
            }
            // the marker is written after the producer has its answer
            await().atMost(Trial.WITHIN)
                    .untilAsserted(() -> assertThat(committed(topic)).containsExactly("kept"));
        }
    }

    private void transactionVersion(short version) throws Exception {
        var features = trial.destination()
                .admin()
                .describeFeatures()
                .featureMetadata()
                .get(30, TimeUnit.SECONDS)
                .finalizedFeatures();
        if (features.get("transaction.version").maxVersionLevel() != version) {
            FeatureUpdate.UpgradeType type = version == ADDED_BY_THE_CLIENT
                    ? FeatureUpdate.UpgradeType.SAFE_DOWNGRADE
                    : FeatureUpdate.UpgradeType.UPGRADE;
            trial.destination()
                    .admin()
                    .updateFeatures(
                            Map.of("transaction.version", new FeatureUpdate(version, type)),
                            new UpdateFeaturesOptions())
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private List<String> committed(String topic) {
        return trial.destination().records(topic, IsolationLevel.READ_COMMITTED).stream()
                .map(record -> new String(record.value(), UTF_8))
                .toList();
    }
}
