// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which of a mirror's connectors a setting counts at. */
class StrimziImportTest {

    private static final String AT_SOURCE = "spec.mirrors[0].sourceConnector.config.";
    private static final String AT_CHECKPOINT = "spec.mirrors[0].checkpointConnector.config.";
    private static final String WITHOUT_EFFECT = "does not read it";

    private static final String IDENTITY = "org.apache.kafka.connect.mirror.IdentityReplicationPolicy";

    /** The flow a -> b; what is at other connectors is not told of in these tests. */
    private static Imported imported(Map<String, Object> ofSource, Map<String, Object> ofCheckpoint) {
        return imported(ofSource, ofCheckpoint, Map.of());
    }

    private static Imported imported(
            Map<String, Object> ofSource, Map<String, Object> ofCheckpoint, Map<String, Object> ofMirror) {
        Map<String, Object> config = new HashMap<>(Map.of(
                "replication.factor",
                -1,
                "topics.exclude",
                "",
                "config.properties.exclude",
                "",
                "sync.topic.acls.enabled",
                false));
        config.putAll(ofSource);
        Map<String, Object> mirror = new HashMap<>(Map.of(
                "source", Map.of("alias", "a", "bootstrapServers", "a:1"),
                "sourceConnector", Map.of("config", config),
                "checkpointConnector", Map.of("config", ofCheckpoint)));
        mirror.putAll(ofMirror);
        return Importer.ofResources(
                List.of(Map.of(
                        "kind",
                        "KafkaMirrorMaker2",
                        "spec",
                        Map.of("target", Map.of("alias", "b"), "mirrors", List.of(mirror)))),
                null,
                null);
    }

    private static Map<String, String> told(Imported imported) {
        Map<String, String> told = new HashMap<>();
        imported.notCarried().forEach(setting -> told.put(setting.setting(), setting.why()));
        return told;
    }

    @Test
    void groupsAreTheCheckpointConnectors() {
        Map<String, Object> groups = Map.of(
                "sync.group.offsets.enabled", "true",
                "sync.group.offsets.interval.seconds", 60,
                "groups", "g.*",
                "groups.exclude", "x");

        Imported right = imported(Map.of(), groups);
        assertThat(right.notCarried()).isEmpty();
        assertThat(right.fields().get("consumer_groups"))
                .isEqualTo(Map.of(
                        "copy_offsets_enabled",
                        true,
                        "include",
                        List.of("g.*"),
                        "exclude",
                        List.of("x"),
                        "interval_seconds",
                        60));

        Imported wrong = imported(groups, Map.of());
        assertThat(wrong.fields()).doesNotContainKey("consumer_groups");
        assertThat(told(wrong)).hasSize(4).allSatisfy((setting, why) -> {
            assertThat(setting).startsWith(AT_SOURCE);
            assertThat(why).contains(WITHOUT_EFFECT);
        });
    }

    @Test
    void theCheckpointConnectorsGroupsCountWhateverTheSourceConnectorSays() {
        Imported imported = imported(
                Map.of("sync.group.offsets.enabled", "true", "groups", "a.*"),
                Map.of("sync.group.offsets.enabled", "false", "groups", "b.*"));

        assertThat(imported.fields().get("consumer_groups"))
                .isEqualTo(Map.of("copy_offsets_enabled", false, "include", List.of("b.*")));
        assertThat(told(imported)).containsOnlyKeys(AT_SOURCE + "sync.group.offsets.enabled", AT_SOURCE + "groups");
    }

    @Test
    void allElseIsTheSourceConnectors() {
        Map<String, Object> before = imported(Map.of(), Map.of()).fields();
        Imported wrong = imported(
                Map.of(),
                Map.of(
                        "sync.topic.acls.interval.seconds", 7,
                        "refresh.topics.enabled", "false",
                        "offset.lag.max", 1,
                        "replication.factor", 3));

        assertThat(wrong.fields()).isEqualTo(before);
        assertThat(told(wrong)).hasSize(4).allSatisfy((setting, why) -> {
            assertThat(setting).startsWith(AT_CHECKPOINT);
            assertThat(why).contains(WITHOUT_EFFECT);
        });
    }

    @Test
    void howTopicsAreCalledIsTheSourceConnectorsThoughBothReadIt() {
        Imported differing = imported(
                Map.of("topics", "x.*"),
                Map.of("replication.policy.class", IDENTITY, "topics", "y.*", "consumer.auto.offset.reset", "latest"));

        assertThat(differing.fields().toString())
                .contains("destination_prefix=a.", "x.*")
                .doesNotContain("latest");
        assertThat(told(differing))
                .containsOnlyKeys(
                        AT_CHECKPOINT + "replication.policy.class",
                        AT_CHECKPOINT + "topics",
                        AT_CHECKPOINT + "consumer.auto.offset.reset");
        assertThat(told(differing).get(AT_CHECKPOINT + "topics")).contains("mirrored");

        Imported same = imported(
                Map.of("topics", "x.*", "replication.policy.class", IDENTITY),
                Map.of("topics", "x.*", "replication.policy.class", IDENTITY));
        assertThat(same.notCarried()).isEmpty();
    }

    @Test
    void thePatternsOfTheMirrorOverruleBothConnectors() {
        Imported imported = imported(
                Map.of("groups", "a", "topics", "s"),
                Map.of("groups", "b", "topics", "c"),
                Map.of("groupsPattern", "g.*", "topicsPattern", "t.*"));

        assertThat(imported.fields().toString()).contains("include=[g.*]", "source_regex=t.*");
        assertThat(imported.notCarried()).isEmpty();
    }

    @Test
    void aConnectorsUnknownSettingIsNotShown() {
        Imported imported = imported(
                Map.of(),
                Map.of("interceptor.id", "hunter2"),
                Map.of("heartbeatConnector", Map.of("config", Map.of("interceptor.id", "hunter3"))));

        assertThat(told(imported)).hasSize(2);
        assertThat(imported.toString()).doesNotContain("hunter");
    }
}
