// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** A mirror of Strimzi's resource under the keys that its operator gives to MirrorMaker 2's connectors. */
final class StrimziMirror {

    /** Under which a setting goes that its connector does not read. */
    static final String WRONG_CONNECTOR = "wrong.connector.";

    /** Under which a setting of the checkpoint connector goes that decides nothing of a mirror. */
    static final String CHECKPOINTS = "checkpoints.connector.";

    /** As {@link #CHECKPOINTS}, of the heartbeat connector. */
    static final String HEARTBEATS = "heartbeats.connector.";

    private static final Map<String, String> PATTERNS = Map.of(
            "topicsPattern", "topics",
            "topicsExcludePattern", "topics.exclude",
            "topicsBlacklistPattern", "topics.blacklist",
            "groupsPattern", "groups",
            "groupsExcludePattern", "groups.exclude",
            "groupsBlacklistPattern", "groups.blacklist");

    private static final Set<String> READ = Set.of(
            "source", "sourceCluster", "targetCluster", "sourceConnector", "checkpointConnector", "heartbeatConnector");

    /** What MirrorMaker 2 reads in its checkpoint connector alone. */
    private static final Pattern OF_CHECKPOINTS = Pattern.compile(
            "groups(\\..*)?" + "|(group\\.filter|refresh\\.groups|sync\\.group\\.offsets|(emit\\.)?checkpoints)\\..*");

    /** What it reads in its source connector alone. */
    private static final Pattern OF_SOURCE =
            Pattern.compile("replication\\.factor|offset\\.lag\\.max|offset-syncs\\.topic\\.replication\\.factor"
                    + "|use\\.defaults\\.from|(sync\\.topic|refresh\\.topics|config\\.propert(y|ies)|heartbeats)\\..*");

    private static final Set<String> STATES_AT_REST = Set.of("paused", "stopped");

    private final Map<String, Setting> settings = new HashMap<>();

    private StrimziMirror() {}

    static Map<String, Setting> settings(Field mirror) {
        StrimziMirror read = new StrimziMirror();
        read.addConfig(mirror.get("heartbeatConnector"), key -> HEARTBEATS + key);
        read.addConnector(HEARTBEATS, mirror.get("heartbeatConnector"));
        read.addConfig(mirror.get("sourceConnector"), key -> isOf(OF_CHECKPOINTS, key) ? WRONG_CONNECTOR + key : key);
        read.addConnector("", mirror.get("sourceConnector"));
        read.addCheckpoints(mirror.get("checkpointConnector"));
        mirror.fields().forEach((key, field) -> {
            String pattern = PATTERNS.get(key);
            if (pattern != null) {
                read.putPattern(pattern, field);
            } else if (!READ.contains(key)) {
                read.settings.put("strimzi." + key, field.setting());
            }
        });
        return read.settings;
    }

    private static boolean isOf(Pattern keys, String key) {
        return keys.matcher(key).matches();
    }

    private void addConfig(Field connector, UnaryOperator<String> rename) {
        connector.get("config").fields().forEach((key, field) -> settings.put(rename.apply(key), field.setting()));
    }

    private void addConnector(String prefix, Field connector) {
        connector.fields().forEach((key, field) -> {
            if (!key.equals("config")) {
                settings.put(prefix + connectorKey(key, field), field.setting());
            }
        });
    }

    /** Of what both connectors read, the source connector's counts; where both say the same there is nothing to tell. */
    private void addCheckpoints(Field connector) {
        connector.get("config").fields().forEach((key, field) -> {
            Setting ofSource = settings.get(key);
            if (isOf(OF_CHECKPOINTS, key)) {
                settings.put(key, field.setting());
            } else if (isOf(OF_SOURCE, key)) {
                settings.put(WRONG_CONNECTOR + key, field.setting());
            } else if (ofSource == null || !ofSource.value().equals(field.text())) {
                settings.put(CHECKPOINTS + key, field.setting());
            }
        });
        connector.fields().forEach((key, field) -> {
            if (!key.equals("config")) {
                settings.put(CHECKPOINTS + key, field.setting());
            }
        });
    }

    /** Overrules what the connectors say. */
    private void putPattern(String key, Field field) {
        settings.remove(WRONG_CONNECTOR + key);
        settings.remove(CHECKPOINTS + key);
        settings.put(key, field.setting());
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
