// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.RequestProxy.Asked;
import dev.orbit.agent.trial.SharedTrial;
import dev.orbit.agent.trial.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the proxy's principal asks a source for. */
@ExtendWith(SharedTrial.Holdable.class)
@Timeout(180)
class SourceRequestsIT {

    private static final int PARTITIONS = 12;
    private static final int PRODUCERS = 20;

    private final Trial trial;

    SourceRequestsIT(Trial trial) {
        this.trial = trial;
    }

    /** Of the tests before, with this source. */
    @BeforeEach
    void forget() {
        trial.requests().forgetAsked();
    }

    private List<Asked> ofTheProxy() {
        return trial.requests().asked().stream()
                .filter(asked -> asked.clientId().startsWith("orbit-proxy-" + Documents.LINK))
                .toList();
    }

    /** As many partitions and producers as there may be: the source sees the agent, over a connection or two. */
    @Test
    void manyClientsAreForwardedOverFewConnections() throws Exception {
        trial.proxy("requests-many", PARTITIONS);
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        List<KafkaProducer<byte[], byte[]>> producers = new ArrayList<>();
        try {
            for (int i = 0; i < PRODUCERS; i++) {
                KafkaProducer<byte[], byte[]> producer = trial.destination().producer(Map.of());
                producers.add(producer);
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    sent.add(producer.send(Cluster.record("requests-many", partition, "of producer " + i)));
                }
            }
            for (Future<RecordMetadata> each : sent) {
                each.get(60, TimeUnit.SECONDS);
            }
        } finally {
            producers.forEach(KafkaProducer::close);
        }

        assertThat(trial.source().values("requests-many")).hasSize(PRODUCERS * PARTITIONS);
        assertThat(ofTheProxy())
                .filteredOn(asked -> asked.requests().contains(ApiKeys.PRODUCE))
                .hasSizeBetween(1, 2);
    }

    /** Whoever reads the source's audit log sees a producer, and questions about its own privileges. */
    @Test
    void produceAndMetadataAreAllThatForwardingAsksFor() throws Exception {
        trial.proxy("requests-proxied", 2);
        trial.destination().produce("requests-proxied", 0, "one", "two");
        trial.destination().produce("requests-proxied", 1, "three");

        assertThat(ofTheProxy())
                .filteredOn(asked -> asked.requests().contains(ApiKeys.PRODUCE))
                .isNotEmpty()
                .allSatisfy(asked -> assertThat(asked.requests()).isSubsetOf(ApiKeys.API_VERSIONS, ApiKeys.PRODUCE));
        Set<ApiKeys> all = ofTheProxy().stream()
                .flatMap(asked -> asked.requests().stream())
                .collect(Collectors.toSet());
        assertThat(all)
                .contains(ApiKeys.PRODUCE, ApiKeys.METADATA)
                .isSubsetOf(
                        ApiKeys.API_VERSIONS,
                        ApiKeys.METADATA,
                        ApiKeys.PRODUCE,
                        ApiKeys.DESCRIBE_CLUSTER,
                        ApiKeys.DESCRIBE_TOPIC_PARTITIONS);
    }
}
