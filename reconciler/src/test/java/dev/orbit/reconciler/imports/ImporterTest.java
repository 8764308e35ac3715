// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import static dev.orbit.reconciler.imports.ImportSamples.at;
import static dev.orbit.reconciler.imports.ImportSamples.codes;
import static dev.orbit.reconciler.imports.ImportSamples.imported;
import static dev.orbit.reconciler.imports.ImportSamples.importedWithout;
import static dev.orbit.reconciler.imports.ImportSamples.told;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicMatching;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImporterTest {

    @Test
    void saysNothingMoreWhereEverythingIsCarriedOver() {
        Imported imported = imported();

        assertThat(imported.problems()).isEmpty();
        assertThat(imported.notCarried()).isEmpty();
        assertThat(imported.fields()).containsOnlyKeys("name", "source_bootstrap_brokers", "topic_mappings");
        assertThat(ImportText.of(imported)).isEqualTo("Every setting was carried over.\n");
    }

    @Test
    void theFlowOverrulesTheClusterAndTheClusterWhatIsGeneral() {
        Imported imported = imported("topics", "a.*", "A->B.topics", "b.*", "security.protocol", "SSL");
        assertThat(at(imported.fields(), "topic_mappings", 0, "source_regex")).isEqualTo("b.*");
        assertThat(at(imported.fields(), "source_cluster_credentials", "use_tls"))
                .isEqualTo(true);

        Imported plain = imported("security.protocol", "SSL", "A.security.protocol", "PLAINTEXT");
        assertThat(plain.fields()).doesNotContainKey("source_cluster_credentials");
    }

    @ParameterizedTest
    @CsvSource({
        "B.orders, true",
        "C.B.orders, true",
        "B, false",
        "C.orders, false",
        "orders.B, false",
        "__x, true",
        ".x, true",
        "mm2-offsets.A.internal, true",
        "A.checkpoints.internal, true",
        "x.replica, true",
        "orders, false"
    })
    void leavesOutWhatMirrorMakerLeavesOut(String topic, boolean excluded) {
        List<?> regexes = (List<?>) at(importedWithout("topics.exclude").fields(), "topic_mappings", 0, "exclude");

        assertThat(regexes.stream().anyMatch(regex -> TopicMatching.matches((String) regex, topic)))
                .isEqualTo(excluded);
    }

    @Test
    void topicsThatAreLeftOutByDefaultAreToldForVersionsDiffer() {
        Imported imported = importedWithout("topics.exclude");

        assertThat(imported.notCarried()).singleElement().satisfies(told -> {
            assertThat(told.setting()).isEqualTo("topics.exclude (not set)");
            assertThat(told.why()).contains("mm2.*\\.internal, .*\\.replica, __.*", "older", ".*[\\-\\.]internal");
            assertThat(told.instead()).contains(".*[\\-\\.]internal", "exclude");
        });
    }

    @Test
    void anAliasIsNoRegex() {
        Map<String, String> properties = Map.of(
                "clusters", "A, eu.b",
                "A.bootstrap.servers", "a:9092",
                "A->eu.b.enabled", "true",
                "replication.policy.separator", "-");
        List<?> regexes =
                (List<?>) at(Importer.ofProperties(properties, null, null).fields(), "topic_mappings", 0, "exclude");

        assertThat(regexes.get(regexes.size() - 1)).isEqualTo("(.*-)?eu\\.b-.*");
    }

    @Test
    void namesGoBeforeRegexesAndAreNotRepeated() {
        Map<String, Object> fields =
                imported("topics", "x.*, a, y.*, b, a, x.*").fields();

        assertThat(at(fields, "topic_mappings", 0, "source_topic")).isEqualTo("a");
        assertThat(at(fields, "topic_mappings", 0, "destination_topic")).isEqualTo("A.a");
        assertThat(at(fields, "topic_mappings", 1, "source_topic")).isEqualTo("b");
        assertThat(at(fields, "topic_mappings", 2, "source_regex")).isEqualTo("x.*|y.*");
    }

    @Test
    void aNamedTopicThatIsExcludedIsToldOf() {
        Imported imported = imported("A->B.topics", "a, secret_a, __consumer_offsets", "topics.exclude", ".*_a");

        assertThat((List<?>) at(imported.fields(), "topic_mappings")).hasSize(1);
        assertThat(imported.notCarried())
                .extracting(NotCarried::value)
                .containsExactlyInAnyOrder("secret_a", "__consumer_offsets");
    }

    @Test
    void olderNamesOfSettingsAreRead() {
        Map<String, Object> fields = importedWithout(
                        "topics.exclude",
                        "topics.blacklist",
                        "t.*",
                        "groups.blacklist",
                        "g.*",
                        "sync.group.offsets.enabled",
                        "true")
                .fields();

        assertThat((List<?>) at(fields, "topic_mappings", 0, "exclude")).first().isEqualTo("t.*");
        assertThat(at(fields, "consumer_groups", "exclude")).isEqualTo(List.of("g.*"));
    }

    @Test
    void groupsAreChosenThoughNoneIsCopied() {
        Map<String, Object> fields = imported("groups", "g.*").fields();

        assertThat(at(fields, "consumer_groups"))
                .isEqualTo(Map.of("copy_offsets_enabled", false, "include", List.of("g.*")));
        assertThat(imported("groups", "", "sync.group.offsets.enabled", "true").fields())
                .extractingByKey("consumer_groups")
                .extracting("copy_offsets_enabled")
                .isEqualTo(false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(?!x).*", "(?<=x)y", "a++", "(a)\\1", "[a-z&&[^b]]", "[a[bc]]", "(", "*"})
    void aRegexThatRe2ReadsOtherwiseIsRefusedEverywhere(String regex) {
        Imported imported = imported("topics", regex, "topics.exclude", regex, "groups", regex);

        assertThat(codes(imported)).containsOnly("regex_not_re2").hasSize(3);
        assertThat(imported.problems())
                .extracting(Problem::field)
                .containsExactlyInAnyOrder("topics", "topics.exclude", "groups");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[a\\[b]", "\\Qa.b\\E", "a\\.[0-9]+", "(?i)x", "[^]]"})
    void aRegexThatBothReadAlikeIsTaken(String regex) {
        assertThat(at(imported("topics", regex).fields(), "topic_mappings", 0, "source_regex"))
                .isEqualTo(regex);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", ,"})
    void aListWithoutATopicIsRefused(String topics) {
        assertThat(imported("topics", topics).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("no_topics");
            assertThat(problem.field()).isEqualTo("topics");
            assertThat(problem.remedy()).contains("Name topics");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"a{x", "(?P<name>x)"})
    void aRegexThatJavaDoesNotReadIsRefused(String regex) {
        Imported imported = imported("topics", "ok", "topics.exclude", regex);

        assertThat(imported.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("regex_not_java");
            assertThat(problem.field()).isEqualTo("topics.exclude");
            assertThat(problem.message()).contains(regex);
            assertThat(problem.remedy()).contains("Correct it");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "topics",
                "topics.exclude",
                "groups",
                "groups.exclude",
                "config.properties.exclude",
                "sync.group.offsets.enabled",
                "sync.topic.acls.enabled",
                "replication.policy.separator",
                "consumer.auto.offset.reset",
                "enabled"
            })
    void whatDecidesAndIsElsewhereIsRefused(String key) {
        Imported imported = imported("A->B." + key, " ${env:VALUE}");

        assertThat(imported.problems())
                .filteredOn(problem -> problem.code().equals("unresolved_reference"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.field()).isEqualTo("A->B." + key);
                    assertThat(problem.message()).contains("${env:VALUE}");
                    assertThat(problem.remedy()).contains("value");
                });
    }

    @Test
    void aClassThatChoosesGroupsIsRefusedWhereOffsetsAreCopied() {
        String key = "group.filter.class";
        Imported copied = imported(key, "com.example.Filter", "sync.group.offsets.enabled", "true");
        assertThat(codes(copied)).containsExactly("unknown_group_filter");
        assertThat(copied.problems().get(0).message()).contains("com.example.Filter");

        Imported none = imported(key, "com.example.Filter");
        assertThat(none.problems()).isEmpty();
        assertThat(told(none)).containsExactly(key);

        Imported kafkas = imported(
                key, "org.apache.kafka.connect.mirror.DefaultGroupFilter", "sync.group.offsets.enabled", "true");
        assertThat(kafkas.problems()).isEmpty();
        assertThat(kafkas.notCarried()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "A.vault.pin, 4711x",
        "A.consumer.my.password, 12ab",
        "x.token, abc",
        "B.ssl.key.password, 123456",
        "B.consumer.vault.pin, 4711",
        "B.my.passwd, 1",
        "metrics.reporters.key, abc",
        "A->B.offset.lag.max, https://me:hunter2@host",
        "B.ssl.keystore.key, -----BEGIN PRIVATE KEY-----"
    })
    void whatMayBeASecretIsNotShown(String key, String value) {
        Imported imported = imported(key, value);

        assertThat(imported.notCarried()).singleElement().satisfies(setting -> {
            assertThat(setting.setting()).isEqualTo(key);
            assertThat(setting.value()).isNull();
        });
        assertThat(ImportText.of(imported)).contains(key + " (value not shown)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a:0", "a:65536", "${env:BROKERS}", "a b:1"})
    void anAddressThatIsNoneIsRefused(String address) {
        assertThat(codes(imported("A.bootstrap.servers", "x:1," + address)))
                .containsExactly("invalid_bootstrap_server");
    }

    @Test
    void flowsOfTheSameAliasesCannotBeChosenByThem() {
        Flow flow = new Flow("A", "B", true, Map.of());
        Flows twice = new Flows(List.of(flow, flow), List.of());
        for (Flows.Choice choice : List.of(twice.choose(null, null), twice.choose("A", "B"))) {
            assertThat(choice.problems()).singleElement().satisfies(problem -> {
                assertThat(problem.code()).isEqualTo("several_flows");
                assertThat(problem.remedy()).contains("in a copy of the file").doesNotContain("--source");
            });
        }

        Flow other = new Flow("C", "B", true, Map.of());
        assertThat(new Flows(List.of(flow, other), List.of()).choose(null, null).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.remedy()).contains("--source A --target B"));
    }

    @Test
    void numbersOutOfBoundsAreToldOf() {
        Imported imported = imported(
                "A->B.replication.factor", "many",
                "A.consumer.fetch.max.bytes", "0",
                "A->B.sync.topic.acls.enabled", "true",
                "A->B.sync.topic.acls.interval.seconds", "0");

        assertThat(told(imported))
                .containsExactly(
                        "A->B.replication.factor",
                        "A->B.sync.topic.acls.interval.seconds",
                        "A->B.sync.topic.acls.enabled",
                        "A.consumer.fetch.max.bytes");
        assertThat(imported.fields()).doesNotContainKey("fetch");
    }

    @Test
    void everySettingHasAReasonOfItsOwnOrIsSaidToBeUnknown() {
        Reason unknown = Reasons.of("no.such.setting");

        assertThat(List.of(
                        "enabled",
                        "sync.topic.configs.enabled",
                        "sync.topic.configs.interval.seconds",
                        "refresh.topics.interval.seconds",
                        "refresh.topics.enabled",
                        "refresh.groups.enabled",
                        "offset.lag.max",
                        "emit.checkpoints.enabled",
                        "emit.offset-syncs.enabled",
                        "checkpoints.topic.replication.factor",
                        "offset-syncs.topic.location",
                        "emit.heartbeats.enabled",
                        "heartbeats.topic.replication.factor",
                        "heartbeats.replication.enabled",
                        "tasks.max",
                        "consumer.poll.timeout.ms",
                        "replication.policy.internal.topic.separator.enabled",
                        "group.filter.class",
                        "config.property.filter.class",
                        "use.defaults.from",
                        "transforms",
                        "config.providers",
                        "target.cluster.bootstrap.servers",
                        "target.producer.acks",
                        "producer.acks",
                        "source.cluster.ssl.cipher.suites",
                        "consumer.isolation.level",
                        "source.admin.request.timeout.ms",
                        "admin.timeout.ms",
                        "forwarding.admin.class",
                        "exactly.once.source.support",
                        "metric.reporters",
                        "metric.names.formats",
                        "strimzi.replicas",
                        "key.converter",
                        "status.storage.topic",
                        "dedicated.mode.enable.internal.rest",
                        "errors.tolerance"))
                .allSatisfy(key -> assertThat(Reasons.of(key)).as(key).isNotEqualTo(unknown));
    }
}
