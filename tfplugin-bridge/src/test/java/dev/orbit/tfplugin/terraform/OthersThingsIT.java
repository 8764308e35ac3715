// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static dev.orbit.tfplugin.terraform.OrbitLab.LINK;
import static dev.orbit.tfplugin.terraform.OrbitLab.MAPPINGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.Change;
import dev.orbit.schemas.TopicMappingSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A plan touches what its configuration changes, and nothing else. */
class OthersThingsIT {

    private static final String PAYMENTS = """
            resource "orbit_topic_mapping" "payments" {
              link         = orbit_link.prod.name
              source_topic = "payments"
            }
            """;

    @RegisterExtension
    final OrbitLab lab = new OrbitLab();

    @BeforeEach
    void start() throws Exception {
        lab.apply(LINK, MAPPINGS);
    }

    @Test
    void aFurtherResourceChangesNoOther() throws Exception {
        assertThat(lab.plan(LINK, MAPPINGS, PAYMENTS).exits(2).text()).contains("1 to add, 0 to change, 0 to destroy");
    }

    @Test
    void whatTheConfigurationDoesNotHaveIsLeftAlone() throws Exception {
        lab.agents.changeBehind(
                new Change.PutTopicMapping(TopicMappingSpec.literal("prod", 0, "payments", "payments"), 0));

        lab.plan(LINK, MAPPINGS).exits(0);
        lab.apply(LINK.replace("9092", "9093"), MAPPINGS.replace("10", "20"));

        assertThat(lab.agents.snapshot().topicMappings()).hasSize(3);
    }

    @Test
    void replicasAndConfigsOfTopicsChangeInPlace() throws Exception {
        String changed = MAPPINGS.replace(
                "auto_migration = { enable = true }",
                "auto_migration = { enable = true }\n  replication_factor = 3\n"
                        + "  topic_config = { \"retention.ms\" = \"1\" }");

        assertThat(lab.plan(LINK, changed).exits(2).text())
                .contains("+ replication_factor = 3", "0 to add, 1 to change, 0 to destroy")
                .doesNotContain("forces replacement");
    }
}
