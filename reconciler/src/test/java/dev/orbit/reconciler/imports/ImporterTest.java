// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicMatching;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImporterTest {

    /** The flow A -> B with these settings on top. */
    private static Imported imported(String... keysAndValues) {
        Map<String, String> properties = new HashMap<>(Map.of(
                "clusters", "A, B",
                "A.bootstrap.servers", "a:9092",
                "A->B.enabled", "true",
                "replication.factor", "-1",
                "config.properties.exclude", "",
                "sync.topic.acls.enabled", "false"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return Importer.ofProperties(properties, null, null);
    }

    private static Object at(Object tree, Object... path) {
        Object at = tree;
        for (Object step : path) {
            at = step instanceof Integer index ? ((List<?>) at).get(index) : ((Map<?, ?>) at).get(step);
        }
        return at;
    }

    private static List<String> codes(Imported imported) {
        return imported.problems().stream().map(Problem::code).toList();
    }

    private static List<String> told(Imported imported) {
        return imported.notCarried().stream().map(NotCarried::setting).toList();
    }

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
        List<?> regexes = (List<?>) at(imported().fields(), "topic_mappings", 0, "exclude");

        assertThat(regexes.stream().anyMatch(regex -> TopicMatching.matches((String) regex, topic)))
                .isEqualTo(excluded);
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
        Map<String, Object> fields = imported(
                        "topics.blacklist", "t.*", "groups.blacklist", "g.*", "sync.group.offsets.enabled", "true")
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
    @CsvSource({"PLAIN, plain", "SCRAM-SHA-256, scram-256", "SCRAM-SHA-512, scram-512"})
    void mechanismsHaveOrbitsNames(String theirs, String ours) {
        Imported imported = imported("A.security.protocol", "SASL_PLAINTEXT", "A.sasl.mechanism", theirs);

        assertThat(at(imported.fields(), "source_cluster_credentials"))
                .isEqualTo(Map.of(
                        "sasl_username_env", "ORBIT_A_SASL_USERNAME",
                        "sasl_password_env", "ORBIT_A_SASL_PASSWORD",
                        "sasl_mechanism", ours));
        assertThat(imported.variables())
                .extracting(Variable::holds)
                .containsExactly("the username of the principal for Orbit", "the password of the principal for Orbit");
    }

    @Test
    void aMechanismThatOrbitLacksIsToldOf() {
        Imported imported = imported("A.security.protocol", "SASL_SSL", "A.sasl.jaas.config", "hunter2");

        assertThat(at(imported.fields(), "source_cluster_credentials")).isEqualTo(Map.of("use_tls", true));
        assertThat(told(imported)).containsExactly("A: the SASL mechanism (not set)", "A.sasl.jaas.config");
        assertThat(imported.toString()).doesNotContain("hunter2");
    }

    @Test
    void keyStoresAreNamedWithTheirPasswords() {
        Imported imported = imported(
                "A.security.protocol", "SSL",
                "A.ssl.keystore.type", "PKCS12",
                "A.ssl.keystore.location", "/k.p12",
                "A.ssl.keystore.password", "hunter2",
                "A.ssl.key.password", "hunter3",
                "A.ssl.endpoint.identification.algorithm", "https");

        assertThat(at(imported.fields(), "source_cluster_credentials"))
                .isEqualTo(Map.of(
                        "use_tls", true,
                        "jks_key_store_file_path_env", "ORBIT_A_KEY_STORE_FILE",
                        "jks_key_store_password_env", "ORBIT_A_KEY_STORE_PASSWORD",
                        "jks_key_password_env", "ORBIT_A_KEY_PASSWORD"));
        assertThat(imported.notCarried()).isEmpty();
        assertThat(imported.toString()).doesNotContain("hunter");
    }

    @ParameterizedTest
    @CsvSource({
        "A.vault.pin, 4711x",
        "A.consumer.my.password, 12ab",
        "x.token, abc",
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
