// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static dev.orbit.tfplugin.terraform.OrbitLab.LINK;
import static dev.orbit.tfplugin.terraform.OrbitLab.MAPPINGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.AclFilter;
import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.BrokerAddress;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.ClusterConfigSettings;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.TopicMappingSpec;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code orbit_link} and {@code orbit_topic_mapping} over their life. */
class DocumentsIT {

    @RegisterExtension
    final OrbitLab lab = new OrbitLab();

    private LinkSpec link() {
        return lab.agents.snapshot().links().get(0).spec();
    }

    @Test
    void appliesOnceAndThenPlansNothing() throws Exception {
        assertThat(lab.plan(LINK, MAPPINGS).exits(2).text())
                .contains(
                        "Consequences of topic mapping \"prod/orders\" for 1 topic",
                        "Newly mirrored, producers forwarded to the source: orders")
                .contains("Newly mirrored, producers refused: old-audit-1, old-audit-2");

        lab.apply(LINK, MAPPINGS);

        assertThat(lab.plan(LINK, MAPPINGS).exits(0).text()).doesNotContain("Warning");
        lab.terraform.run("plan", "-detailed-exitcode", "-refresh-only").exits(0);
        assertThat(lab.terraform.run("state", "show", "orbit_link.prod").text())
                .contains("source_cluster_id = \"source-cluster-1\"");
        assertThat(lab.agents.snapshot().topics()).hasSize(3);

        lab.terraform.run("destroy", "-auto-approve").exits(0);
        assertThat(lab.agents.snapshot().links()).isEmpty();
        assertThat(lab.agents.snapshot().topicMappings()).isEmpty();
    }

    @Test
    void readsTheAgentsOncePerPlan() throws Exception {
        lab.apply(LINK, MAPPINGS);
        int before = lab.agents.snapshotCount();

        lab.plan(LINK, MAPPINGS).exits(0);

        assertThat(lab.agents.snapshotCount() - before).isEqualTo(1);
    }

    @Test
    void updatesInPlace() throws Exception {
        lab.apply(LINK, MAPPINGS);

        Terraform.Result result = lab.apply(LINK.replace("9092", "9093"), MAPPINGS.replace("10", "20"));

        assertThat(result.text()).contains("0 added, 2 changed, 0 destroyed");
        assertThat(link().sourceBootstrapBrokers()).containsExactly(new BrokerAddress("kafka-1.example.com", 9093));
        lab.plan(LINK.replace("9092", "9093"), MAPPINGS.replace("10", "20")).exits(0);
    }

    @Test
    void findsAndMendsWhatChangedBehindItsBack() throws Exception {
        lab.apply(LINK, MAPPINGS);
        lab.agents.changeBehind(new Change.PutTopicMapping(TopicMappingSpec.literal("prod", 0, "orders", "orders"), 0));

        assertThat(lab.plan(LINK, MAPPINGS).exits(2).text())
                .contains("+ auto_migration = { + enable = true }")
                .contains("0 to add, 1 to change, 0 to destroy");
        lab.apply(LINK, MAPPINGS);
        lab.plan(LINK, MAPPINGS).exits(0);

        lab.agents.changeBehind(new Change.DeleteTopicMapping("prod", "orders", 0));
        assertThat(lab.plan(LINK, MAPPINGS).exits(2).text()).contains("1 to add, 0 to change, 0 to destroy");
    }

    @Test
    void writesOnlyOverWhatThePlanWasMadeFrom() throws Exception {
        lab.apply(LINK, MAPPINGS);
        lab.terraform.config(OrbitLab.HEAD + LINK.replace("9092", "9093") + MAPPINGS);
        lab.terraform.run("plan", "-out=plan").exits(0);
        LinkSpec now = link();
        lab.agents.changeBehind(new Change.PutLink(
                new LinkSpec(
                        now.name(),
                        List.of(new BrokerAddress("elsewhere.example.com", 9092)),
                        null,
                        now.sourceClusterCredentials(),
                        now.autoMigrationSourceClusterCredentials(),
                        now.autoMigration(),
                        now.fetch(),
                        now.consumerGroups(),
                        now.acls()),
                0));

        assertThat(lab.terraform.run("apply", "plan").exits(1).text())
                .contains("The link was changed in between", "Nothing was written.", "with orbit_link.prod");
        assertThat(link().sourceBootstrapBrokers().get(0).hostname()).isEqualTo("elsewhere.example.com");
    }

    @Test
    void takesAWriteWhoseAnswerWasLostForDone() throws Exception {
        lab.loseNextAnswer();
        lab.terraform.config(OrbitLab.HEAD + LINK);

        lab.terraform.run("apply", "-auto-approve").exits(0);

        lab.plan(LINK).exits(0);
    }

    @ParameterizedTest
    @CsvSource({
        "orbit_link.prod, prod",
        "orbit_topic_mapping.orders, prod/orders",
        "orbit_topic_mapping.rest, prod/audit-.*"
    })
    void importsEverythingThatAConfigurationSays(String address, String id) throws Exception {
        lab.apply(LINK, MAPPINGS);
        lab.terraform.run("state", "rm", address).exits(0);

        lab.terraform.run("import", address, id).exits(0);

        assertThat(lab.plan(LINK, MAPPINGS).exits(0).text()).contains("No changes");
    }

    @Test
    void generatesAConfigurationForWhatExists() throws Exception {
        lab.apply(LINK, MAPPINGS);
        Files.delete(lab.terraform.directory().resolve("terraform.tfstate"));
        lab.terraform.config(OrbitLab.HEAD + """
                import {
                  to = orbit_link.prod
                  id = "prod"
                }
                import {
                  to = orbit_topic_mapping.rest
                  id = "prod/audit-.*"
                }
                """);

        lab.terraform.run("plan", "-generate-config-out=generated.tf").exits(0);

        assertThat(lab.terraform.run("apply", "-auto-approve").exits(0).text())
                .contains("2 imported, 0 added, 0 changed, 0 destroyed");
    }

    @Test
    void tellsHowToTakeOverWhatExists() throws Exception {
        lab.apply(LINK, MAPPINGS);
        Files.delete(lab.terraform.directory().resolve("terraform.tfstate"));

        assertThat(lab.plan(LINK.replace("9092", "9093")).exits(1).text())
                .contains("The link exists already", "terraform import orbit_link.NAME 'prod'");
    }

    /** As after an apply that was killed between its writes and the save of the state. */
    @Test
    void goesOnWhereAnInterruptedCreateStood() throws Exception {
        lab.apply(LINK, MAPPINGS);
        Files.delete(lab.terraform.directory().resolve("terraform.tfstate"));

        assertThat(lab.plan(LINK, MAPPINGS).exits(2).text())
                .contains("Warning: The link \"prod\" exists already, and is adopted")
                .contains("Warning: The topic mapping \"prod/orders\" exists already, and is adopted")
                .contains("Warning: The topic mapping \"prod/audit-.*\" exists already, and is adopted");
        lab.apply(LINK, MAPPINGS);

        lab.plan(LINK, MAPPINGS).exits(0);
        assertThat(lab.agents.snapshot().links().get(0).revision()).isEqualTo(1);
    }

    @Test
    void takesEverySpellingOfTheSame() throws Exception {
        String link = """
                resource "orbit_link" "prod" {
                  source_bootstrap_brokers   = [{ hostname = "h", port = 9092 }]
                  source_cluster_credentials = {}
                  auto_migration             = {}
                  fetch                      = { concurrency = 4 }
                  consumer_groups            = { copy_offsets_enabled = true, exclude = ["test-.*"] }
                  acls = {
                    copy_enabled = true
                    exclude      = [{ resource_type = "topic", principal = "User:admin", operation = null }]
                  }
                }
                resource "orbit_topic_mapping" "orders" {
                  link           = orbit_link.prod.name
                  source_topic   = "orders"
                  auto_migration = { enable = null }
                }
                """;

        lab.apply(link);

        lab.plan(link).exits(0);
        lab.terraform.run("plan", "-detailed-exitcode", "-refresh-only").exits(0);
        assertThat(link().name()).isEqualTo("default");
        assertThat(link().fetch().concurrency()).isEqualTo(4);
        assertThat(link().consumerGroups())
                .isEqualTo(new ConsumerGroupSettings(true, List.of(".*"), List.of("test-.*"), "", 10));
        assertThat(link().acls())
                .isEqualTo(new AclSettings(
                        true,
                        AclSettings.DEFAULTS.include(),
                        List.of(new AclFilter("topic", null, "User:admin", null, null)),
                        60));
    }

    @Test
    void refusesAWrongAclFilterWithItsPath() throws Exception {
        String link = """
                resource "orbit_link" "prod" {
                  source_bootstrap_brokers = [{ hostname = "h", port = 9092 }]
                  acls = { include = [{ resource_type = "topics" }] }
                }
                """;

        assertThat(lab.plan(link).exits(1).text())
                .contains("\"topics\" is no resource_type of ACLs that are copied", "transactional_id");
    }

    @Test
    void carriesWhetherALinkRunsAndTheRulesOfItsTopics() throws Exception {
        String plain = """
                resource "orbit_link" "prod" {
                  source_bootstrap_brokers = [{ hostname = "h", port = 9092 }]
                }
                resource "orbit_topic_mapping" "all" {
                  link         = orbit_link.prod.name
                  source_regex = ".*"
                }
                """;
        String ruled = """
                resource "orbit_link" "prod" {
                  source_bootstrap_brokers = [{ hostname = "h", port = 9092 }]
                  state                    = "paused"
                  cluster_config           = { copy_source_cluster_configuration = true }
                }
                resource "orbit_topic_mapping" "all" {
                  link                                  = orbit_link.prod.name
                  source_regex                          = ".*"
                  exclude                               = ["private-.*"]
                  topic_config_include                  = ["retention.*", "cleanup.policy"]
                  topic_config_exclude                  = ["retention.bytes"]
                  follow_source_deletion                = true
                  irreversible_disable_orbit_management = true
                }
                """;
        lab.apply(plain);

        assertThat(lab.plan(ruled).exits(2).text())
                .contains("~ state = \"running\" -> \"paused\"")
                .contains("0 to add, 2 to change, 0 to destroy");
        lab.apply(ruled);

        lab.plan(ruled).exits(0);
        assertThat(link().isPaused()).isTrue();
        assertThat(link().clusterConfig()).isEqualTo(new ClusterConfigSettings(true));
        assertThat(lab.agents.snapshot().topicMappings().get(0).spec())
                .isEqualTo(TopicMappingSpec.regex("default", 0, ".*", "")
                        .withExclude("private-.*")
                        .withTopicConfigInclude("retention.*", "cleanup.policy")
                        .withTopicConfigExclude("retention.bytes")
                        .withFollowSourceDeletion(true)
                        .withIrreversibleDisableOrbitManagement(true));
        for (String address : List.of("orbit_link.prod", "orbit_topic_mapping.all")) {
            lab.terraform.run("state", "rm", address).exits(0);
        }
        lab.terraform.run("import", "orbit_link.prod", "default").exits(0);
        lab.terraform.run("import", "orbit_topic_mapping.all", "default/.*").exits(0);
        lab.plan(ruled).exits(0);
        assertThat(lab.plan(ruled.replace("paused", "stopped")).exits(1).text())
                .contains("The state \"stopped\" is neither running nor paused");
    }

    @Test
    void carriesCredentialsByName() throws Exception {
        String link = """
                resource "orbit_link" "prod" {
                  source_bootstrap_brokers   = [{ hostname = "h", port = 9092 }]
                  source_cluster_credentials = {
                    sasl_username_env = "ORBIT_SASL_USERNAME"
                    sasl_password_env = "ORBIT_SASL_PASSWORD"
                    sasl_mechanism    = "scram-512"
                    use_tls           = true
                  }
                }
                """;

        lab.apply(link);

        lab.plan(link).exits(0);
        assertThat(link().sourceClusterCredentials().saslPasswordEnv()).isEqualTo("ORBIT_SASL_PASSWORD");
        lab.terraform.run("state", "rm", "orbit_link.prod").exits(0);
        lab.terraform.run("import", "orbit_link.prod", "default").exits(0);
        lab.plan(link).exits(0);
    }
}
