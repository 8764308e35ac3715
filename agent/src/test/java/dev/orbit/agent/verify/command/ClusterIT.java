// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orbit.agent.lab.FreePorts;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** It takes as long as a cluster is waited for. */
@Timeout(60)
class ClusterIT {

    @Test
    void aClusterThatDoesNotAnswerIsNamed() {
        String nobody = "127.0.0.1:" + FreePorts.next();

        try (Cluster cluster = new Cluster(
                "destination at " + nobody, Map.of("bootstrap.servers", nobody), "Check --bootstrap-server.")) {
            assertThatThrownBy(() -> cluster.requireId("c", "the agent is one of cluster"))
                    .hasMessageContainingAll(
                            "No answer from the destination at " + nobody + " within 15 s (Describe on the cluster).",
                            "Check --bootstrap-server. [cluster_unreachable]");
        }
    }
}
