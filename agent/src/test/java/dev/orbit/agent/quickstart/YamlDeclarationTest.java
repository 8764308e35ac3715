// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class YamlDeclarationTest {

    @Test
    void declaresALinkWithAProxyAndAMappingPerTopic() {
        assertThat(YamlDeclaration.document("127.0.0.1", 9093, List.of("orders", "payments")))
                .isEqualTo("""
                        source_bootstrap_brokers:
                          - hostname: 127.0.0.1
                            port: 9093
                        # plaintext, and named: without it nothing may be forwarded to the source
                        auto_migration_source_cluster_credentials: {}
                        auto_migration:
                          enable: true
                        topic_mappings:
                          - source_topic: orders
                            destination_topic: orders
                          - source_topic: payments
                            destination_topic: payments
                        """);
    }
}
