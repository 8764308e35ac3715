// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static dev.orbit.tfplugin.terraform.OrbitLab.LINK;
import static dev.orbit.tfplugin.terraform.OrbitLab.MAPPINGS;
import static dev.orbit.tfplugin.terraform.OrbitLab.MIGRATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A plan tells what will happen to topics that are in use. */
class LivePlanIT {

    private static final String BOTH = """
            resource "orbit_topic_mapping" "payments" {
              link           = orbit_link.prod.name
              source_topic   = "payments"
              auto_migration = { enable = true }
            }
            resource "orbit_auto_migration" "all" {
              link       = orbit_link.prod.name
              topics     = ["orders", "payments"]
              depends_on = [orbit_topic_mapping.orders, orbit_topic_mapping.payments]
            }
            """;

    @RegisterExtension
    final OrbitLab lab = new OrbitLab();

    private void applyBothMappings() throws Exception {
        lab.apply(LINK, MAPPINGS, BOTH.substring(0, BOTH.indexOf("resource \"orbit_auto_migration\"")));
    }

    @Test
    void tellsThatAMappingIsInUse() throws Exception {
        lab.apply(LINK, MAPPINGS);
        String configured = MAPPINGS.replace(
                "auto_migration = { enable = true }",
                "auto_migration = { enable = true }\n  topic_config   = { \"retention.ms\" = \"1\" }");

        assertThat(lab.plan(LINK, configured).exits(2).text())
                .contains("The change of topic mapping \"prod/orders\" touches 1 topic in use")
                .contains("In PROXY, their producers are forwarded to the source at this moment: orders");
        assertThat(lab.plan(LINK, MAPPINGS.replace("10", "20")).exits(2).text())
                .as("topics in REJECT have no producers")
                .doesNotContain("in use");
        assertThat(lab.plan(LINK.replace("9092", "9093"), MAPPINGS).exits(2).text())
                .contains("The change of link \"prod\" touches 1 topic in use");
    }

    @Test
    void tellsThatForwardedProducersAreRefusedOnceTheirMappingIsGone() throws Exception {
        lab.apply(LINK, MAPPINGS);
        String rest = MAPPINGS.substring(MAPPINGS.indexOf("resource \"orbit_topic_mapping\" \"rest\""));

        assertThat(lab.plan(LINK, rest).exits(2).text())
                .contains("The change of topic mapping \"prod/orders\" touches 1 topic in use")
                .contains("(PROXY to REJECT: those that are forwarded now are refused): orders");
    }

    @Test
    void countsWhatIsForGoodThoughItIsMirroredOnlyByTheSamePlan() throws Exception {
        assertThat(lab.plan(LINK, MAPPINGS, BOTH).exits(2).text())
                .contains("Would start once this plan has their producers forwarded: orders, payments")
                .contains("COMPLETE is for good, for 2 topics");
    }

    /** What is known of it says which topics those are. */
    @Test
    void tellsWhatAMappingMatchesOfWhichNotAllIsKnown() throws Exception {
        String partly = MAPPINGS.replaceFirst(
                        "source_topic ",
                        "topic_config   = { \"retention.ms\" = terraform_data.retention.output }\n  source_topic ")
                + "resource \"terraform_data\" \"retention\" {\n  input = \"1\"\n}\n";

        assertThat(lab.plan(LINK, partly, MIGRATION).exits(2).text())
                .contains("Newly mirrored, producers forwarded to the source: orders")
                .contains("COMPLETE is for good, for 1 topic");
        String clash = MAPPINGS.substring(0, MAPPINGS.indexOf("resource \"orbit_topic_mapping\" \"rest\""))
                .replace("\"orders\"", "\"payments\"")
                .replace("source_topic ", "destination_topic = \"orders\"\n  source_topic ");
        assertThat(lab.plan(LINK, partly, clash).exits(1).text()).contains("Error: Duplicate destination");

        lab.apply(LINK, partly);
        lab.plan(LINK, partly).exits(0);
    }

    @Test
    void tellsTheLagThatBlocksATopicAndHowLongItLasts() throws Exception {
        lab.apply(LINK, MAPPINGS);
        lab.agents.timeLag("orders", 420.0);
        lab.agents.offsetLag("orders", 100_000);
        int before = lab.agents.snapshotCount();
        lab.agents.onSnapshot(agents -> {
            if (agents.snapshotCount() == before + 2) {
                agents.offsetLag("orders", 90_000);
            }
        });

        assertThat(lab.plan(LINK, MAPPINGS, MIGRATION).exits(2).text())
                .contains("1 topic of prod/orders would not start now")
                .contains("orders: topic orders is behind by 420.0 s; at most 180 s.")
                .containsPattern("It comes nearer by [1-5]\\d{3} records/s, and is there in about \\d\\d s\\.");
        assertThat(lab.agents.snapshotCount()).isEqualTo(before + 2);
    }

    @Test
    void tellsWhatIsDrainedBeforeATopicIsCutOver() throws Exception {
        applyBothMappings();
        lab.agents.timeLag("orders", 60.0);
        lab.agents.offsetLag("orders", 10_000);
        lab.agents.timeLag("payments", 30.0);
        lab.agents.offsetLag("payments", 50);
        int before = lab.agents.snapshotCount();
        lab.agents.onSnapshot(agents -> {
            if (agents.snapshotCount() == before + 2) {
                agents.offsetLag("orders", 9_900);
            }
        });

        assertThat(lab.plan(LINK, MAPPINGS, BOTH.replace("topics ", "migration_timeout_seconds = 20\n  topics "))
                        .exits(2)
                        .text())
                .contains("Would start now: orders, payments")
                .containsPattern(
                        "orders is behind by 60.0 s \\(9900 records\\), and comes nearer by [1-5]\\d records/s")
                .contains("payments is behind by 30.0 s (50 records), and comes no nearer")
                .contains("it would be rolled back after migration_timeout_seconds = 20");
    }

    @Test
    void looksOnceWhereNothingIsBehind() throws Exception {
        lab.apply(LINK, MAPPINGS);
        int before = lab.agents.snapshotCount();

        lab.plan(LINK, MAPPINGS, MIGRATION).exits(2);

        assertThat(lab.agents.snapshotCount()).isEqualTo(before + 1);
    }

    @Test
    void aTopicThatCannotBeMigratedIsAnErrorOfThePlan() throws Exception {
        lab.apply(LINK, MAPPINGS);
        lab.agents.trouble(
                "orders",
                new Problem("mirror_diverged", "topic orders is no copy any more.", null, "Have it mirrored anew."));

        assertThat(lab.plan(LINK, MAPPINGS, MIGRATION).exits(1).text())
                .contains("Error: 1 topic of prod/orders cannot be migrated", "with orbit_auto_migration.all")
                .contains("orders: topic orders is no copy any more. Have it mirrored anew.");
    }

    @Test
    void tellsThatTopicsThatFlipTogetherWaitForTheSlowest() throws Exception {
        applyBothMappings();
        lab.agents.timeLag("payments", 420.0);

        assertThat(lab.plan(LINK, MAPPINGS, BOTH.replace("topics ", "atomic = true\n  topics "))
                        .exits(2)
                        .text())
                .contains("2 topics of prod/orders,payments would not start now", "orders: orders could start.");
    }
}
