// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.trial.RequestProxy.Asked;
import dev.orbit.agent.trial.SharedTrial;
import dev.orbit.agent.trial.Trial;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the proxy's principal asks a source for. */
@ExtendWith(SharedTrial.Holdable.class)
@Timeout(180)
class SourceRequestsIT {

    private final Trial trial;

    SourceRequestsIT(Trial trial) {
        this.trial = trial;
    }

    private List<Asked> ofTheProxy() {
        return trial.requests().asked().stream()
                .filter(asked -> asked.clientId().startsWith("orbit-proxy-" + Documents.LINK))
                .toList();
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
                        ApiKeys.DESCRIBE_TOPIC_PARTITIONS,
                        ApiKeys.DESCRIBE_CONFIGS);
    }
}
