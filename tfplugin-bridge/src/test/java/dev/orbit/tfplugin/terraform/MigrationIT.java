// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static dev.orbit.tfplugin.terraform.OrbitLab.LINK;
import static dev.orbit.tfplugin.terraform.OrbitLab.MAPPINGS;
import static dev.orbit.tfplugin.terraform.OrbitLab.MIGRATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.MigrationState;
import dev.orbit.tfplugin.fake.FakeAgents;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code orbit_auto_migration} over its life. */
class MigrationIT {

    private static final String PAYMENTS = """
            resource "orbit_topic_mapping" "payments" {
              link           = orbit_link.prod.name
              source_topic   = "payments"
              auto_migration = { enable = true }
            }
            """;

    private static final String BOTH = PAYMENTS + """
            resource "orbit_auto_migration" "all" {
              link       = orbit_link.prod.name
              topics     = ["orders", "payments"]
              depends_on = [orbit_topic_mapping.orders, orbit_topic_mapping.payments]
            }
            """;

    private static final String REGEX = """
            resource "orbit_auto_migration" "all" {
              link        = orbit_topic_mapping.rest.link
              topic_regex = "old-.*|orders"
              depends_on  = [orbit_topic_mapping.orders]
            }
            """;

    private static final String PROXIED =
            MAPPINGS.replace("\"old-\"", "\"old-\"\n  auto_migration = { enable = true }");

    @RegisterExtension
    final OrbitLab lab = new OrbitLab();

    @BeforeEach
    void start() {
        lab.agents.onSnapshot(FakeAgents::completeMigrations);
    }

    @Test
    void cutsOverAndThenPlansNothing() throws Exception {
        lab.apply(LINK, MAPPINGS);

        assertThat(lab.plan(LINK, MAPPINGS, MIGRATION).exits(2).text())
                .contains("Migration of prod/orders cannot be undone", "Would start now: orders");
        lab.apply(LINK, MAPPINGS, MIGRATION);

        assertThat(lab.agents.state("orders")).isEqualTo(MigrationState.COMPLETE);
        assertThat(lab.plan(LINK, MAPPINGS, MIGRATION).exits(0).text()).doesNotContain("Warning");
        lab.terraform.run("plan", "-detailed-exitcode", "-refresh-only").exits(0);
    }

    @Test
    void doesEverythingInOneApply() throws Exception {
        lab.apply(LINK, MAPPINGS, MIGRATION);

        assertThat(lab.agents.state("orders")).isEqualTo(MigrationState.COMPLETE);
        lab.plan(LINK, MAPPINGS, MIGRATION).exits(0);
    }

    @Test
    void namesEachTopicThatFailedAndTakesUpOnlyThose() throws Exception {
        lab.apply(LINK, MAPPINGS, PAYMENTS);
        lab.agents.onSnapshot(agents -> {
            agents.rollBack("payments", "timed_out", "3 records behind after 300 s");
            agents.completeMigrations();
        });

        Terraform.Result result =
                lab.terraform.config(OrbitLab.HEAD + LINK + MAPPINGS + BOTH).run("apply", "-auto-approve");

        assertThat(result.exits(1).text())
                .contains("Error: 1 topic is not migrated")
                .contains("payments: rolled back to PROXY, timed out: 3 records behind after 300 s");
        assertThat(lab.agents.state("orders")).isEqualTo(MigrationState.COMPLETE);
        assertThat(lab.terraform.run("state", "list").output()).doesNotContain("orbit_auto_migration");

        lab.agents.onSnapshot(FakeAgents::completeMigrations);
        assertThat(lab.plan(LINK, MAPPINGS, BOTH).exits(2).text()).contains("Would start now: payments");
        lab.apply(LINK, MAPPINGS, BOTH);
        assertThat(lab.agents.state("payments")).isEqualTo(MigrationState.COMPLETE);
        lab.plan(LINK, MAPPINGS, BOTH).exits(0);
    }

    @Test
    void saysAtPlanWhatWouldNotStart() throws Exception {
        String closed = PAYMENTS.replace("true", "false");
        lab.apply(LINK, MAPPINGS, closed);

        assertThat(lab.plan(LINK, MAPPINGS, BOTH.replace("true", "false"))
                        .exits(2)
                        .text())
                .contains("1 topic of prod/orders,payments would not start now", "payments: payments is in REJECT.");
    }

    @Test
    void showsATopicThatIsMatchedLaterAsWork() throws Exception {
        lab.apply(LINK, PROXIED, REGEX);
        lab.plan(LINK, PROXIED, REGEX).exits(0);

        lab.agents.addSourceTopics("audit-3");

        assertThat(lab.plan(LINK, PROXIED, REGEX).exits(2).text())
                .contains("~ pending_topics = [ - \"old-audit-3\", ]", "Would start now: old-audit-3");
        lab.apply(LINK, PROXIED, REGEX);
        assertThat(lab.agents.state("old-audit-3")).isEqualTo(MigrationState.COMPLETE);
        lab.plan(LINK, PROXIED, REGEX).exits(0);
    }

    /** A plan may wait for its approval, and COMPLETE is for good. */
    @Test
    void startsNoTopicThatCameAfterThePlan() throws Exception {
        lab.apply(LINK, PROXIED, REGEX);
        lab.agents.addSourceTopics("audit-3");
        lab.terraform.run("plan", "-out=saved").exits(0);
        lab.agents.addSourceTopics("audit-4");

        assertThat(lab.terraform.run("apply", "saved").exits(0).text())
                .contains("came after the plan", "Not started: old-audit-4");

        assertThat(lab.agents.state("old-audit-3")).isEqualTo(MigrationState.COMPLETE);
        assertThat(lab.agents.state("old-audit-4")).isEqualTo(MigrationState.PROXY);
        assertThat(lab.plan(LINK, PROXIED, REGEX).exits(2).text()).contains("Would start now: old-audit-4");
        lab.apply(LINK, PROXIED, REGEX);
        assertThat(lab.agents.state("old-audit-4")).isEqualTo(MigrationState.COMPLETE);
    }

    /** Terraform hands nothing of the plan of a create to its apply, so a plan says what it cannot show. */
    @Test
    void saysWhatAnApplyMayStartThatThePlanOfACreateCannotShow() throws Exception {
        lab.apply(LINK, PROXIED);

        assertThat(lab.plan(LINK, PROXIED, REGEX).exits(2).text())
                .contains("What else topic_regex matches when this is applied is started too");
        assertThat(lab.plan(LINK, PROXIED, MIGRATION).exits(2).text()).doesNotContain("What else topic_regex matches");
        lab.apply(LINK, PROXIED, REGEX);
        lab.agents.addSourceTopics("audit-3");
        assertThat(lab.plan(LINK, PROXIED, REGEX).exits(2).text()).doesNotContain("What else topic_regex matches");
    }

    @Test
    void joinsAMigrationThatIsUnderWay() throws Exception {
        lab.apply(LINK, MAPPINGS);
        lab.agents.onSnapshot(agents -> {});
        lab.agents.initiate(new InitiateRequest("prod", List.of("orders"), null, false, null, null, null));

        assertThat(lab.plan(LINK, MAPPINGS, MIGRATION).exits(2).text()).contains("Under way already: orders");
        int seen = lab.agents.snapshotCount();
        lab.agents.onSnapshot(agents -> {
            if (agents.snapshotCount() > seen + 3) {
                agents.completeMigrations();
            }
        });
        lab.apply(LINK, MAPPINGS, MIGRATION);

        assertThat(lab.agents.state("orders")).isEqualTo(MigrationState.COMPLETE);
    }

    @Test
    void destroyAbortsWhatIsUnderWayAndNothingElse() throws Exception {
        lab.apply(LINK, MAPPINGS, PAYMENTS, MIGRATION);
        lab.agents.onSnapshot(agents -> {});
        lab.agents.initiate(new InitiateRequest("prod", List.of("payments"), null, false, null, null, null));
        lab.terraform.run("state", "rm", "orbit_auto_migration.all").exits(0);
        lab.terraform
                .run("import", "orbit_auto_migration.all", "prod/orders,payments")
                .exits(0);

        assertThat(lab.apply(LINK, MAPPINGS, PAYMENTS).text())
                .contains("Destroying undoes no migration of prod/")
                .contains("COMPLETE, and they stay so: orders", "MIGRATING, and rolled back to PROXY: payments")
                .contains("Warning: Rolled back to PROXY: 1 topic of prod/");

        assertThat(lab.agents.state("orders")).isEqualTo(MigrationState.COMPLETE);
        assertThat(lab.agents.state("payments")).isEqualTo(MigrationState.PROXY);
    }

    @Test
    void importsAFinishedMigration() throws Exception {
        lab.apply(LINK, MAPPINGS, MIGRATION);
        lab.terraform.run("state", "rm", "orbit_auto_migration.all").exits(0);

        lab.terraform.run("import", "orbit_auto_migration.all", "prod/orders").exits(0);

        assertThat(lab.plan(LINK, MAPPINGS, MIGRATION).exits(0).text()).contains("No changes");
    }

    @Test
    void refusesWhatSelectsNothingOrContradictsItself() throws Exception {
        lab.apply(LINK, MAPPINGS);
        String nothing = MIGRATION.replace("topics = [\"orders\"]", "");
        String both = MIGRATION.replace("topics ", "max_time_lag_seconds = 1\n  max_offset_lag = 1\n  topics ");

        assertThat(lab.plan(LINK, MAPPINGS, nothing).exits(1).text()).contains("Error: No topic selected");
        assertThat(lab.plan(LINK, MAPPINGS, both).exits(1).text()).contains("Error: Conflicting lag thresholds");
        assertThat(lab.plan(LINK, MAPPINGS, MIGRATION.replace("topics = [\"orders\"]", "topic_regex = \"(\""))
                        .exits(1)
                        .text())
                .contains("Error: Invalid regex");
    }
}
