// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static dev.orbit.tfplugin.terraform.OrbitLab.LINK;
import static dev.orbit.tfplugin.terraform.OrbitLab.MAPPINGS;
import static dev.orbit.tfplugin.terraform.OrbitLab.MIGRATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.tfplugin.fake.FakeAgents;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A configuration is rewritten, and what it describes stays as it is. */
class RefactoringIT {

    @RegisterExtension
    final OrbitLab lab = new OrbitLab();

    @BeforeEach
    void start() {
        lab.agents.onSnapshot(FakeAgents::completeMigrations);
    }

    @Test
    void movesAResourceToAnotherName() throws Exception {
        lab.apply(LINK, MAPPINGS);
        String renamed = MAPPINGS.replace("\"orders\" {", "\"sales\" {");
        String moved = "moved {\n  from = orbit_topic_mapping.orders\n  to = orbit_topic_mapping.sales\n}\n";

        assertThat(lab.plan(LINK, renamed, moved).exits(2).text())
                .contains("has moved to orbit_topic_mapping.sales", "0 to add, 0 to change, 0 to destroy");
        lab.apply(LINK, renamed, moved);
        lab.plan(LINK, renamed).exits(0);
    }

    /** An instance of {@code count} is known by its place, which is another's once one before it is gone. */
    @Test
    void aListThatLosesAnElementIsToldToBecomeAMapAndThenLosesOnlyThat() throws Exception {
        lab.apply(LINK, counted("orders", "payments"));

        assertThat(lab.plan(LINK, counted("payments")).exits(1).text())
                .as("whichever of the two is planned first")
                .containsAnyOf("The topic mapping exists already", "The topic mapping has another address")
                .containsIgnoringCase("use for_each over names")
                .contains("moved {")
                .doesNotContain("terraform import");

        String keyed = """
                resource "orbit_topic_mapping" "each" {
                  for_each     = toset(["payments"])
                  link         = orbit_link.prod.name
                  source_topic = each.key
                }
                moved {
                  from = orbit_topic_mapping.each[1]
                  to   = orbit_topic_mapping.each["payments"]
                }
                """;
        assertThat(lab.plan(LINK, keyed).exits(2).text()).contains("0 to add, 0 to change, 1 to destroy");
        lab.apply(LINK, keyed);
        assertThat(lab.agents.snapshot().topicMappings())
                .extracting(mapping -> mapping.spec().id())
                .containsExactly("prod/payments");
    }

    private static String counted(String... topics) {
        return """
               resource "orbit_topic_mapping" "each" {
                 count        = %d
                 link         = orbit_link.prod.name
                 source_topic = ["%s"][count.index]
               }
               """.formatted(topics.length, String.join("\", \"", topics));
    }

    @Test
    void movesNothingToAnotherType() throws Exception {
        lab.apply(LINK);
        String mapping = """
                resource "orbit_topic_mapping" "prod" {
                  link         = "prod"
                  source_topic = "orders"
                }
                moved {
                  from = orbit_link.prod
                  to   = orbit_topic_mapping.prod
                }
                """;

        assertThat(lab.plan(mapping).exits(1).text()).doesNotContain("at fault", "did not respond");
    }

    @Test
    void letsGoOfAResourceAndLeavesWhatItIs() throws Exception {
        lab.apply(LINK, MAPPINGS);
        String rest = MAPPINGS.substring(MAPPINGS.indexOf("resource \"orbit_topic_mapping\" \"rest\""));
        String removed = "removed {\n  from = orbit_topic_mapping.orders\n  lifecycle {\n    destroy = false\n  }\n}\n";

        lab.apply(LINK, rest, removed);

        assertThat(lab.agents.snapshot().topicMappings()).hasSize(2);
        lab.plan(LINK, rest).exits(0);
    }

    @Test
    void generatesAConfigurationOfEverythingThatExists() throws Exception {
        lab.apply(LINK, MAPPINGS, MIGRATION);
        Files.delete(lab.terraform.directory().resolve("terraform.tfstate"));
        lab.terraform.config(OrbitLab.HEAD + """
                import {
                  to = orbit_link.prod
                  id = "prod"
                }
                import {
                  to = orbit_topic_mapping.orders
                  id = "prod/orders"
                }
                import {
                  to = orbit_auto_migration.all
                  id = "prod/orders"
                }
                """);

        lab.terraform.run("plan", "-generate-config-out=generated.tf").exits(0);
        lab.terraform.run("fmt", "-check", "generated.tf").exits(0);
        assertThat(lab.terraform.run("apply", "-auto-approve").exits(0).text())
                .contains("3 imported, 0 added, 0 changed, 0 destroyed");
        lab.terraform.run("plan", "-detailed-exitcode").exits(0);
    }
}
