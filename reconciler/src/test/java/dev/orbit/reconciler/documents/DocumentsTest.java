// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.documents;

import static dev.orbit.reconciler.documents.Parsed.BROKERS;
import static dev.orbit.reconciler.documents.Parsed.message;
import static dev.orbit.reconciler.documents.Parsed.only;
import static dev.orbit.reconciler.documents.Parsed.problems;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.BrokerAddress;
import dev.orbit.schemas.ClusterConfigSettings;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.FetchSettings;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.TopicMappingSpec;
import org.junit.jupiter.api.Test;

class DocumentsTest {

    @Test
    void fillsInDefaults() {
        LinkDocument document = only(BROKERS);

        assertThat(document.link().name()).isEqualTo("default");
        assertThat(document.link().sourceBootstrapBrokers()).containsExactly(new BrokerAddress("h", 9092));
        assertThat(document.link().sourceClusterId()).isNull();
        assertThat(document.link().sourceClusterCredentials()).isEqualTo(Credentials.PLAINTEXT);
        assertThat(document.link().autoMigrationSourceClusterCredentials()).isNull();
        assertThat(document.link().autoMigration()).isEqualTo(AutoMigration.INHERIT);
        assertThat(document.link().fetch()).isEqualTo(FetchSettings.DEFAULTS);
        assertThat(document.link().consumerGroups()).isEqualTo(ConsumerGroupSettings.DEFAULTS);
        assertThat(document.link().clusterConfig()).isEqualTo(ClusterConfigSettings.DEFAULTS);
        assertThat(document.link().state()).isEqualTo(LinkSpec.RUNNING);
        assertThat(document.topicMappings()).isEmpty();
    }

    @Test
    void readsEveryField() {
        LinkDocument document = only("""
                name: eu
                state: paused
                source_bootstrap_brokers:
                  - hostname: kafka-1
                    port: 9092
                  - {hostname: "kafka-2", port: 9093}
                source_cluster_id: abc
                source_cluster_credentials: &credentials
                  sasl_username_env: ORBIT_A
                  sasl_password_env: ORBIT_B
                  sasl_mechanism: plain
                  use_tls: true
                  tls_insecure_skip_verify: true
                  mtls_client_cert_env: ORBIT_C
                  mtls_client_key_env: ORBIT_D
                  jks_trust_store_file_path_env: ORBIT_E
                  jks_trust_store_password_env: ORBIT_F
                auto_migration_source_cluster_credentials: *credentials
                auto_migration: {enable: true, source_watch_seconds: 3600}
                fetch: {concurrency: 3, max_bytes: 5, max_partition_bytes: 4, bytes_per_second: 5000000000}
                cluster_config: {copy_source_cluster_configuration: true}
                topic_mappings:
                  - source_topic: a
                    destination_topic: b
                    begin_fetch_at_latest_offset: true
                  - source_regex: x.*
                    destination_prefix: p.
                    start_timestamp: 2026-01-31T08:00:00Z
                    auto_migration: {source_watch_seconds: 0}
                """);

        Credentials credentials = new Credentials(
                "ORBIT_A", "ORBIT_B", "plain", true, true, "ORBIT_C", "ORBIT_D", null, null, null, null, "ORBIT_E",
                "ORBIT_F");
        assertThat(document.link().name()).isEqualTo("eu");
        assertThat(document.link().sourceBootstrapBrokers())
                .containsExactly(new BrokerAddress("kafka-1", 9092), new BrokerAddress("kafka-2", 9093));
        assertThat(document.link().sourceClusterId()).isEqualTo("abc");
        assertThat(document.link().sourceClusterCredentials()).isEqualTo(credentials);
        assertThat(document.link().autoMigrationSourceClusterCredentials()).isEqualTo(credentials);
        assertThat(document.link().autoMigration()).isEqualTo(new AutoMigration(true, 3600));
        assertThat(document.link().fetch()).isEqualTo(new FetchSettings(3, 5, 4, 5_000_000_000L));
        assertThat(document.topicMappings())
                .containsExactly(
                        TopicMappingSpec.literal("eu", 0, "a", "b").fromLatest(),
                        TopicMappingSpec.regex("eu", 1, "x.*", "p.")
                                .since("2026-01-31T08:00:00Z")
                                .withAutoMigration(new AutoMigration(null, 0)));
        assertThat(document.link().state()).isEqualTo(LinkSpec.PAUSED);
        assertThat(document.link().clusterConfig()).isEqualTo(new ClusterConfigSettings(true));
        assertThat(document.positionOf("topic_mappings[1].source_regex")).isEqualTo(new Position("f", 26, 5));
    }

    @Test
    void readsWhatAMappingLeavesOutAndLetsGo() {
        LinkDocument document = only(BROKERS + """
                topic_mappings:
                  - source_regex: y.*
                    exclude: [y-private, "y.*-tmp"]
                    topic_config_include: [retention.*]
                    topic_config_exclude: [retention.bytes]
                    follow_source_deletion: true
                    irreversible_disable_orbit_management: true
                """);

        assertThat(document.topicMappings())
                .containsExactly(TopicMappingSpec.regex("default", 0, "y.*", "")
                        .withExclude("y-private", "y.*-tmp")
                        .withTopicConfigInclude("retention.*")
                        .withTopicConfigExclude("retention.bytes")
                        .withFollowSourceDeletion(true)
                        .withIrreversibleDisableOrbitManagement(true));
    }

    @Test
    void readsTheOtherNamesOfTheFetchSettings() {
        assertThat(only(BROKERS
                                + "warpstream: {cluster_fetch_concurrency: 3, fetch_config: {fetch_max_bytes: 5,"
                                + " fetch_max_partition_bytes: 4}}\n")
                        .link()
                        .fetch())
                .isEqualTo(new FetchSettings(3, 5, 4, null));
        assertThat(problems(BROKERS + "fetch: {concurrency: 3}\nwarpstream: {cluster_fetch_concurrency: 3}\n"))
                .containsExactly("f:3:14 warpstream.cluster_fetch_concurrency conflicting_fetch_settings");
    }

    @Test
    void wantsBootstrapBrokers() {
        assertThat(problems("name: a\n"))
                .containsExactly("f:1:1 source_bootstrap_brokers missing_source_bootstrap_brokers");
        assertThat(problems("name: a\nsource_bootstrap_brokers: []\n"))
                .containsExactly("f:2:1 source_bootstrap_brokers missing_source_bootstrap_brokers");
    }

    @Test
    void reportsEverythingAtOnceAndNothingTwice() {
        assertThat(problems("""
                        name: a b
                        source_bootstrap_brokers:
                          - hostname: kafka-1:9092
                            port: "9092"
                          - port: 70000
                        sorce_cluster_id: x
                        source_cluster_credentials:
                          sasl_mechanism: kerberos
                          use_tls: yes
                        cluster_config: {}
                        topic_mappings:
                          - source_topic: [a]
                          - source_regex: "a["
                            destination_topic: b
                          - source_topic: 5
                            destination_topic: c
                            auto_migration: {enable: true, state: PROXY}
                          - nonsense
                        """))
                .containsExactly(
                        "f:1:1 name invalid_name",
                        "f:3:5 source_bootstrap_brokers[0].hostname invalid_hostname",
                        "f:4:5 source_bootstrap_brokers[0].port wrong_type",
                        "f:5:5 source_bootstrap_brokers[1].hostname missing_field",
                        "f:5:5 source_bootstrap_brokers[1].port invalid_value",
                        "f:6:1 sorce_cluster_id unknown_key",
                        "f:7:1 source_cluster_credentials.sasl_password_env incomplete_credentials",
                        "f:7:1 source_cluster_credentials.sasl_username_env incomplete_credentials",
                        "f:8:3 source_cluster_credentials.sasl_mechanism invalid_sasl_mechanism",
                        "f:9:3 source_cluster_credentials.use_tls ambiguous_value",
                        "f:12:5 topic_mappings[0].source_topic wrong_type",
                        "f:13:5 topic_mappings[1] mixed_mapping_forms",
                        "f:13:5 topic_mappings[1].source_regex invalid_regex",
                        "f:15:5 topic_mappings[2].source_topic wrong_type",
                        "f:17:22 topic_mappings[2].auto_migration.enable missing_proxy_credentials",
                        "f:17:36 topic_mappings[2].auto_migration.state unknown_key",
                        "f:18:5 topic_mappings[3] wrong_type");
    }

    @Test
    void namesTheNearestKnownKey() {
        assertThat(message(BROKERS + "topic_mapping: []\n"))
                .contains("topic_mapping is unknown here; the nearest known one is topic_mappings.");
        assertThat(message(BROKERS + "source_cluster_credentials: {use_tsl: true}\n"))
                .contains("nearest known one is use_tls.")
                .contains("Known here: sasl_username_env, ");
    }

    @Test
    void neverGuessesWhatAPlainValueMeans() {
        assertThat(message(BROKERS + "topic_mappings: [{source_topic: no, destination_topic: a}]\n"))
                .contains("The value no is text in one version of YAML and false in another.", "\"no\" in quotes");
        assertThat(message("source_bootstrap_brokers: [{hostname: h, port: 0777}]\n"))
                .contains("0777");
        assertThat(message("source_bootstrap_brokers: [{hostname: h, port: 9_092}]\n"))
                .contains("9_092");
        assertThat(message("source_bootstrap_brokers: [{hostname: 10:20, port: 9092}]\n"))
                .contains("10:20");
        assertThat(message("source_bootstrap_brokers: [{hostname: h, port: 0x10}]\n"))
                .contains("0x10");
        assertThat(message(BROKERS + "source_cluster_credentials: {use_tls: \"true\"}\n"))
                .contains("\"true\" is text; true or false is expected. Write true or false, without quotes.");
        assertThat(message(BROKERS + "topic_mappings: [{source_topic: 7, destination_topic: a}]\n"))
                .contains("7 is a number; text is expected. Put it in quotes: \"7\".");
        assertThat(message("source_bootstrap_brokers: [{hostname: h, port: 9092.5}]\n"))
                .contains("a whole number");
        assertThat(message("source_bootstrap_brokers: [{hostname: h, port: .inf}]\n"))
                .contains(".inf");
        assertThat(message(BROKERS + "fetch: {max_bytes: 99999999999}\n"))
                .contains("99999999999 is more than 2147483647");
        assertThat(message(BROKERS + "name: !!binary aGk=\n")).contains("tag:yaml.org,2002:binary is not supported");
        assertThat(message(BROKERS + "name: !secret x\n")).contains("!secret is not supported");
    }

    @Test
    void takesATimestampAsTheTextItIs() {
        assertThat(only(BROKERS + "topic_mappings: [{source_regex: a, start_timestamp: 2026-01-31T08:00:00Z}]\n")
                        .topicMappings()
                        .get(0)
                        .startTimestamp())
                .isEqualTo("2026-01-31T08:00:00Z");
    }

    @Test
    void refusesKeysWithoutAValue() {
        assertThat(problems(BROKERS + "topic_mappings:\nsource_cluster_id: ~\nname: null\n"))
                .containsExactly(
                        "f:2:1 topic_mappings missing_value",
                        "f:3:1 source_cluster_id missing_value",
                        "f:4:1 name missing_value");
    }

    @Test
    void refusesDuplicateKeys() {
        assertThat(problems(BROKERS + "name: a\nname: b\n")).containsExactly("f:3:1 name duplicate_key");
        assertThat(message(BROKERS + "name: a\nname: b\n")).contains("the first is in line 2");
        assertThat(problems("source_bootstrap_brokers: [{hostname: h, port: 1, port: 2}]\n"))
                .containsExactly("f:1:51 source_bootstrap_brokers[0].port duplicate_key");
    }

    @Test
    void refusesMergeKeys() {
        assertThat(problems(BROKERS
                        + "source_cluster_credentials: &a {use_tls: true}\n"
                        + "auto_migration_source_cluster_credentials: {<<: *a}\n"))
                .containsExactly("f:3:45 auto_migration_source_cluster_credentials.<< merge_key");
    }

    @Test
    void refusesTagsOfScalarsListsAndObjects() {
        assertThat(problems("""
                        name: !!binary ZXU=
                        source_bootstrap_brokers: !!set
                          - !broker
                            hostname: !host h
                            port: 9092
                        """))
                .containsExactly(
                        "f:1:1 name foreign_tag",
                        "f:2:27 source_bootstrap_brokers foreign_tag",
                        "f:3:5 source_bootstrap_brokers[0] foreign_tag",
                        "f:4:5 source_bootstrap_brokers[0].hostname foreign_tag");
        assertThat(message(BROKERS + "name: !!binary ZXU=\n")).contains("binary is not supported", "Remove the tag.");
    }

    @Test
    void refusesASecondDocument() {
        assertThat(problems(BROKERS + "---\nname: b\n" + BROKERS)).containsExactly("f:3:1 null several_documents");
    }

    @Test
    void refusesWhatIsNoDocument() {
        assertThat(problems("")).containsExactly("f null empty_document");
        assertThat(problems("# nothing\n")).containsExactly("f null empty_document");
        assertThat(problems("---\n")).containsExactly("f:2:1 null empty_document");
        assertThat(problems("- a\n")).containsExactly("f:1:1 null wrong_type");
        assertThat(problems("hello\n")).containsExactly("f:1:1 null wrong_type");
        assertThat(problems("a: b: c\n")).containsExactly("f:1:5 null yaml_syntax");
        assertThat(problems("name: [a\n")).containsExactly("f:2:1 null yaml_syntax");
        assertThat(problems("name: \u0000\n")).containsExactly("f null yaml_syntax");
        assertThat(problems("x".repeat((3 << 20) + 1))).containsExactly("f null file_too_long");
    }

    @Test
    void boundsWhatAliasesExpandTo() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }

        assertThat(problems(bomb.toString())).singleElement().asString().contains("document_too_large");
        assertThat(problems("name: &a [*a]\n")).containsExactly("f:1:7 null document_too_large");
        assertThat(problems("a: ".repeat(1) + "[".repeat(60) + "]".repeat(60))).hasSize(1);
    }

    @Test
    void findsMappingsThatClash() {
        assertThat(problems(BROKERS + """
                        topic_mappings:
                          - {source_topic: a, destination_topic: x}
                          - {source_topic: b, destination_topic: x}
                          - {source_topic: a, destination_topic: y}
                        """))
                .containsExactly(
                        "f:4:23 topic_mappings[1].destination_topic duplicate_destination",
                        "f:5:6 topic_mappings[2].source_topic duplicate_source");
        assertThat(message(BROKERS
                        + "topic_mappings:\n - {source_topic: a, destination_topic: x}\n"
                        + " - {source_topic: b, destination_topic: x}\n"))
                .contains("The other one is topic_mappings[0] in f:3:4.");
    }

    @Test
    void warnsOfAMappingBehindOneThatTakesAllItCould() {
        Documents.Loaded loaded = Documents.parse("f", BROKERS + """
                        topic_mappings:
                         - source_regex: ord.*
                         - {source_topic: orders, destination_topic: orders}
                         - {source_topic: payments, destination_topic: payments}
                         - source_regex: .*
                         - source_regex: a.*
                        """);

        assertThat(loaded.problems()).isEmpty();
        assertThat(loaded.warnings())
                .extracting(Parsed::brief)
                .containsExactly(
                        "f:4:4 topic_mappings[1] mapping_never_matches",
                        "f:7:4 topic_mappings[4] mapping_never_matches");
    }

    @Test
    void findsEveryFormOfMappingThatTheSchemaRefuses() {
        assertThat(problems(BROKERS + "topic_mappings: [{}]\n"))
                .containsExactly("f:2:18 topic_mappings[0] missing_source");
        assertThat(problems(BROKERS + "topic_mappings: [{source_topic: a}]\n"))
                .containsExactly("f:2:18 topic_mappings[0].destination_topic missing_destination_topic");
        assertThat(problems(BROKERS
                        + "topic_mappings: [{source_topic: a, destination_topic: b, destination_prefix: ''}]\n"))
                .containsExactly("f:2:18 topic_mappings[0] mixed_mapping_forms");
    }
}
