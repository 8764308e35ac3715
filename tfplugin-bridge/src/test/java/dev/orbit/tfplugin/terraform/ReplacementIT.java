// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static dev.orbit.tfplugin.terraform.OrbitLab.LINK;
import static dev.orbit.tfplugin.terraform.OrbitLab.MAPPINGS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Documents that make way for others, or for themselves. */
class ReplacementIT {

    @RegisterExtension
    final OrbitLab lab = new OrbitLab();

    @Test
    void replacesAMappingWhoseSourceChanges() throws Exception {
        String mapping = """
                resource "orbit_topic_mapping" "one" {
                  link              = orbit_link.prod.name
                  source_topic      = "orders"
                  destination_topic = "target"
                }
                """;
        lab.apply(LINK, mapping);

        String other = mapping.replace("\"orders\"", "\"payments\"");
        assertThat(lab.plan(LINK, other).exits(2).text()).contains("source_topic = \"orders\" -> \"payments\"");
        lab.apply(LINK, other);

        lab.plan(LINK, other).exits(0);
    }

    @Test
    void replacesAMappingByOneOfTheSameId() throws Exception {
        String mapping = """
                resource "orbit_topic_mapping" "one" {
                  link         = orbit_link.prod.name
                  source_topic = "orders"
                }
                """;
        lab.apply(LINK, mapping);
        String regex = mapping.replace("source_topic", "source_regex");

        lab.terraform
                .config(OrbitLab.HEAD + LINK + regex)
                .run("plan", "-refresh=false")
                .exits(0);
        assertThat(lab.apply(LINK, regex).text()).contains("1 added, 0 changed, 1 destroyed");

        lab.plan(LINK, regex).exits(0);
        assertThat(lab.agents.snapshot().topicMappings().get(0).spec().sourceRegex())
                .isEqualTo("orders");
    }

    @Test
    void replacesOnDemand() throws Exception {
        lab.apply(LINK, MAPPINGS);

        assertThat(lab.terraform
                        .run("apply", "-auto-approve", "-replace=orbit_topic_mapping.orders")
                        .exits(0)
                        .text())
                .contains("1 added, 0 changed, 1 destroyed");
        lab.plan(LINK, MAPPINGS).exits(0);

        lab.terraform
                .run("plan", "-refresh=false", "-replace=orbit_topic_mapping.orders")
                .exits(0);
        lab.terraform.run("taint", "orbit_topic_mapping.orders").exits(0);
        assertThat(lab.terraform.run("plan", "-refresh=false").exits(0).text()).doesNotContain("exists already");
        assertThat(lab.apply(LINK, MAPPINGS).text()).contains("1 added, 0 changed, 1 destroyed");
        lab.plan(LINK, MAPPINGS).exits(0);
    }

    @Test
    void replacesWithTheNewOneFirst() throws Exception {
        String first = MAPPINGS.replace(
                "source_topic ", "lifecycle {\n    create_before_destroy = true\n  }\n  source_topic ");
        lab.apply(LINK, first);

        assertThat(lab.terraform
                        .run("apply", "-auto-approve", "-replace=orbit_topic_mapping.orders")
                        .exits(0)
                        .text())
                .contains("Warning: The topic mapping stays");

        lab.plan(LINK, first).exits(0);
    }
}
