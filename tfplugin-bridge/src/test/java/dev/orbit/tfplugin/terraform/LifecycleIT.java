// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static dev.orbit.tfplugin.terraform.OrbitLab.LINK;
import static dev.orbit.tfplugin.terraform.OrbitLab.MAPPINGS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What Terraform lets a configuration, or a command, say of how objects are changed. */
class LifecycleIT {

    @RegisterExtension
    final OrbitLab lab = new OrbitLab();

    private static String withLifecycle(String rule) {
        return MAPPINGS.replaceFirst("source_topic ", "lifecycle {\n    " + rule + "\n  }\n  source_topic ");
    }

    @Test
    void aTargetIsMadeWithWhatItStandsOnAndNothingElse() throws Exception {
        lab.terraform
                .config(OrbitLab.HEAD + LINK + MAPPINGS)
                .run("apply", "-auto-approve", "-target=orbit_topic_mapping.orders")
                .exits(0);

        assertThat(lab.agents.snapshot().topicMappings())
                .singleElement()
                .matches(mapping -> mapping.spec().id().equals("prod/orders"));
        assertThat(lab.plan(LINK, MAPPINGS).exits(2).text()).contains("1 to add, 0 to change, 0 to destroy");
    }

    @Test
    void aMappingThatIsNotToGoStaysAndMayChangeItsSource() throws Exception {
        String kept = withLifecycle("prevent_destroy = true");
        lab.apply(LINK, kept);

        assertThat(lab.terraform.run("destroy", "-auto-approve").exits(1).text())
                .contains("Instance cannot be destroyed");
        assertThat(lab.agents.snapshot().topicMappings()).hasSize(2);
        assertThat(lab.apply(LINK, kept.replace("source_topic   = \"orders\"", "source_regex = \"orders|payments\""))
                        .text())
                .contains("0 added, 1 changed, 0 destroyed");
    }

    @Test
    void whatIsIgnoredIsNotChangedBack() throws Exception {
        lab.apply(LINK, MAPPINGS);
        String changed = withLifecycle("ignore_changes = [auto_migration]").replace("enable = true", "enable = false");

        lab.plan(LINK, changed).exits(0);
    }

    @Test
    void aTestOfTheConfigurationPlansAndAppliesAndCleansUp() throws Exception {
        lab.terraform.config(OrbitLab.HEAD + LINK + MAPPINGS);
        Files.writeString(lab.terraform.directory().resolve("estate.tftest.hcl"), """
            run "plans" {
              command = plan
              assert {
                condition     = orbit_topic_mapping.orders.id == "prod/orders"
                error_message = "another id"
              }
            }
            run "applies" {
              assert {
                condition     = orbit_link.prod.source_cluster_id == "source-cluster-1"
                error_message = "another cluster"
              }
            }
            """);

        assertThat(lab.terraform.run("test", "-no-color").exits(0).text()).contains("2 passed, 0 failed");

        assertThat(lab.agents.snapshot().links()).isEmpty();
    }
}
