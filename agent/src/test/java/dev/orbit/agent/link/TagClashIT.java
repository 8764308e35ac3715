// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.StockBrokerOptions;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.tag.ProducerIdTag;
import dev.orbit.agent.trial.Api;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.ValidateRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two sources whose producer ids would bear the same tag in one destination: three cluster ids that were searched for. */
@Timeout(240)
class TagClashIT {

    private static final String DESTINATION = "OrbitDestinationTag00A";
    private static final String FIRST = "OrbitSourceTag0000328A";
    private static final String SECOND = "OrbitSourceTag0000903A";
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void theSecondOfTwoSourcesIsRefused() throws Exception {
        assertThat(ProducerIdTag.of(FIRST, DESTINATION)).isEqualTo(ProducerIdTag.of(SECOND, DESTINATION));
        try (StockBrokerProcess first = source("first", FIRST);
                StockBrokerProcess second = source("second", SECOND);
                AgentProcess agent = AgentProcess.configured(
                        directory.resolve("agent"),
                        Map.of("orbit.cluster.id", DESTINATION, "orbit.refresh.interval.ms", "1000"))) {
            Api api = new Api(agent.endpoint());
            api.put(Documents.putLink(first.bootstrapServers()));
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(api.snapshot().links().get(0).sourceClusterId())
                                    .isEqualTo(FIRST));

            Api.Answer answer = api.change(false, named("second", Documents.putLink(second.bootstrapServers())));

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.problems()).singleElement().satisfies(problem -> {
                assertThat(problem.code()).isEqualTo("producer_id_tag_clash");
                assertThat(problem.message()).contains(FIRST, SECOND, Documents.LINK);
            });
            assertThat(api.snapshot().links()).hasSize(1);

            LinkSpec both = ((Change.PutLink)
                            Documents.putLink(first.bootstrapServers() + "," + second.bootstrapServers()))
                    .spec();
            assertThat(api.validate(new ValidateRequest(both, List.of())).problems())
                    .singleElement()
                    .satisfies(problem -> {
                        assertThat(problem.code()).isEqualTo("more_than_one_source_cluster");
                        assertThat(problem.message())
                                .contains(
                                        first.bootstrapServers() + " to " + FIRST,
                                        second.bootstrapServers() + " to " + SECOND);
                        assertThat(problem.remedy()).contains("one cluster");
                    });
        }
    }

    private StockBrokerProcess source(String name, String clusterId) {
        StockBrokerOptions options = StockBrokerOptions.in(directory.resolve(name));
        return StockBrokerProcess.start(new StockBrokerOptions(
                options.directory(),
                options.release(),
                options.nodeId(),
                options.port(),
                options.controllerPort(),
                clusterId,
                options.properties(),
                options.jvmFlags()));
    }

    private static Change named(String name, Change putLink) {
        LinkSpec spec = ((Change.PutLink) putLink).spec();
        return new Change.PutLink(spec.withName(name), 0);
    }
}
