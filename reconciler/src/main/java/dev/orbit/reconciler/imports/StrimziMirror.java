// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A mirror of Strimzi's resource under the keys that its operator gives to MirrorMaker 2's connectors. */
final class StrimziMirror {

    private static final Map<String, String> PATTERNS = Map.of(
            "topicsPattern", "topics",
            "topicsExcludePattern", "topics.exclude",
            "topicsBlacklistPattern", "topics.blacklist",
            "groupsPattern", "groups",
            "groupsExcludePattern", "groups.exclude",
            "groupsBlacklistPattern", "groups.blacklist");

    private static final Set<String> READ = Set.of(
            "source", "sourceCluster", "targetCluster", "sourceConnector", "checkpointConnector", "heartbeatConnector");

    private static final Set<String> STATES_AT_REST = Set.of("paused", "stopped");

    private final Map<String, Setting> settings = new HashMap<>();

    private StrimziMirror() {}

    static Map<String, Setting> settings(Field mirror) {
        StrimziMirror read = new StrimziMirror();
        read.addConnector("heartbeats.connector.", mirror.get("heartbeatConnector"));
        read.addConnector("", mirror.get("sourceConnector"));
        read.addCheckpoints(mirror.get("checkpointConnector"));
        mirror.fields().forEach((key, field) -> {
            String pattern = PATTERNS.get(key);
            if (pattern != null) {
                read.settings.put(pattern, field.setting());
            } else if (!READ.contains(key)) {
                read.settings.put("strimzi." + key, field.setting());
            }
        });
        return read.settings;
    }

    /** The settings of the groups are this connector's; those that both connectors have are the source connector's. */
    private void addCheckpoints(Field connector) {
        connector.get("config").fields().forEach((key, field) -> {
            Setting ofSource = settings.putIfAbsent(key, field.setting());
            if (ofSource != null && !ofSource.value().equals(field.text())) {
                settings.put("checkpoints.connector." + key, field.setting());
            }
        });
        connector.fields().forEach((key, field) -> {
            if (!key.equals("config")) {
                settings.put("checkpoints.connector." + key, field.setting());
            }
        });
    }

    private void addConnector(String prefix, Field connector) {
        connector.get("config").fields().forEach((key, field) -> settings.put(prefix + key, field.setting()));
        connector.fields().forEach((key, field) -> {
            if (!key.equals("config")) {
                settings.put(prefix + connectorKey(key, field), field.setting());
            }
        });
    }

    private static String connectorKey(String key, Field field) {
        boolean atRest = key.equals("pause")
                ? field.text().equals("true")
                : key.equals("state") && STATES_AT_REST.contains(field.text().toLowerCase(Locale.ROOT));
        if (atRest) {
            return Importer.AT_REST;
        }
        return key.equals("tasksMax") ? "tasks.max" : "strimzi." + key;
    }
}
