// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.orbit.agent.coordinator.source.SourceFailure;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.StockBrokerOptions;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.source.SourceLab;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.LinkSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an Orbit at the source has recorded of its topics. */
@Timeout(120)
class SourceStateIT {

    @TempDir
    Path directory;

    @Test
    void whereTopicsComeFromIsReadUnlessItIsOfAnotherVersion() throws Exception {
        try (StockBrokerProcess broker = StockBrokerProcess.start(StockBrokerOptions.in(directory));
                SourceLab source = new SourceLab(broker.bootstrapServers());
                SourceInquiries inquiries = new SourceInquiries(new LinkClients(name -> null))) {
            LinkSpec link = ((Change.PutLink) Documents.putLink(broker.bootstrapServers())).spec();
            source.createTopic("__orbit_state", 1);
            record(source, "topic/orders", "{\"source_cluster_id\": \"first\", \"origins\": [\"zeroth\"]}");
            assertThat(inquiries.origins(link)).isEqualTo(Map.of("orders", List.of("zeroth", "first")));

            record(source, "topic/payments", "not what this version writes");

            assertThat(catchThrowableOfType(SourceFailure.class, () -> inquiries.origins(link))
                            .problems())
                    .singleElement()
                    .satisfies(problem -> {
                        assertThat(problem.code()).isEqualTo("unreadable_source_state");
                        assertThat(problem.message()).contains("__orbit_state", "by this version");
                        assertThat(problem.remedy()).contains("the same version of Orbit at both");
                    });
        }
    }

    private static void record(SourceLab source, String key, String value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = source.producer(Map.of())) {
            producer.send(new ProducerRecord<>("__orbit_state", 0, key.getBytes(UTF_8), value.getBytes(UTF_8)))
                    .get(30, TimeUnit.SECONDS);
        }
    }
}
