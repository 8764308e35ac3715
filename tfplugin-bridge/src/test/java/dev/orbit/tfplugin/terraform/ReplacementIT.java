// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static dev.orbit.tfplugin.terraform.OrbitLab.LINK;
import static dev.orbit.tfplugin.terraform.OrbitLab.MAPPINGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.Change;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents that make way for others, or for themselves. */
class ReplacementIT {

    private static final String AUDIT = """
            resource "orbit_topic_mapping" "audit" {
              link           = orbit_link.prod.name
              source_regex   = "audit-.*"
              auto_migration = { enable = true }
            }
            """;

    @RegisterExtension
    final OrbitLab lab = new OrbitLab();

    @Test
    void aMappingOfAnotherTopicTakesItsName() throws Exception {
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

    @ParameterizedTest
    @ValueSource(strings = {"source_regex = \"audit-.*|log-.*\"", "source_topic = \"audit-1\""})
    void aMappingOfAnotherSourceRefusesNoProducerOfATopicThatItStillMatches(String source) throws Exception {
        lab.apply(LINK, AUDIT);
        lab.agents.addSourceTopics("log-1");
        String other = AUDIT.replaceAll("source_regex .*", source);
        List<MigrationState> seen = new ArrayList<>();
        lab.agents.onWrite(() -> seen.add(lab.agents.state("audit-1")));

        assertThat(lab.plan(LINK, other).exits(2).text())
                .contains("0 to add, 1 to change, 0 to destroy")
                .contains("touches 2 topics in use")
                .contains(
                        source.contains("log")
                                ? "Newly mirrored, producers forwarded to the source: log-1"
                                : "(PROXY to REJECT: those that are forwarded now are refused): audit-2")
                .doesNotContain("refused): audit-1", "Held by another mapping");
        lab.apply(LINK, other);

        seen.add(lab.agents.state("audit-1"));
        assertThat(seen).containsOnly(MigrationState.PROXY);
        assertThat(lab.agents.snapshot().topicMappings())
                .singleElement()
                .matches(mapping -> source.contains("\"" + mapping.spec().source() + "\""));
        lab.plan(LINK, other).exits(0);
    }

    @Test
    void aMappingTakesNoSourceThatAnotherMappingHas() throws Exception {
        lab.apply(LINK, AUDIT);
        lab.agents.changeBehind(new Change.PutTopicMapping(TopicMappingSpec.literal("prod", 7, "orders", "orders"), 0));
        String other = AUDIT.replaceAll("source_regex .*", "source_topic = \"orders\"");

        assertThat(lab.plan(LINK, other).exits(1).text())
                .contains("Error: The topic mapping exists already", "with orbit_topic_mapping.audit");

        String second = other.replace("\"audit\"", "\"second\"").replace("\"orders\"", "\"payments\"");
        assertThat(lab.plan(LINK, other.replace("\"orders\"", "\"payments\""), second)
                        .exits(1)
                        .text())
                .contains("Error: Two resources are the same topic mapping");
    }

    @Test
    void aMappingOfAnotherSourceIsReplacedOnDemand() throws Exception {
        lab.apply(LINK, AUDIT);
        String other = AUDIT.replace("audit-.*", "audit-1");
        lab.terraform.config(OrbitLab.HEAD + LINK + other);

        assertThat(lab.terraform
                        .run("apply", "-auto-approve", "-replace=orbit_topic_mapping.audit")
                        .exits(0)
                        .text())
                .contains("1 added, 0 changed, 1 destroyed");
        lab.plan(LINK, other).exits(0);
    }

    @Test
    void aMappingOfTheSameIdIsChangedInPlace() throws Exception {
        String mapping = """
                resource "orbit_topic_mapping" "one" {
                  link         = orbit_link.prod.name
                  source_topic = "orders"
                }
                """;
        lab.apply(LINK, mapping);
        String regex = mapping.replace("source_topic", "source_regex");

        assertThat(lab.apply(LINK, regex).text()).contains("0 added, 1 changed, 0 destroyed");

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
                .contains("Warning: The topic mapping \"prod/orders\" stays");

        lab.plan(LINK, first).exits(0);
    }
}
