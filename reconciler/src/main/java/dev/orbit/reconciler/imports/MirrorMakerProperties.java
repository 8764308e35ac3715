// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import dev.orbit.schemas.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The flows of MirrorMaker 2's properties: {@code clusters}, {@code A.x}, {@code A->B.x} and {@code x}. */
final class MirrorMakerProperties {

    /** Under which a setting goes that names no flow, and that MirrorMaker 2 heeds only of one. */
    static final String WITHOUT_EFFECT = "without-effect.";

    private static final String CLUSTERS = "clusters";
    private static final String ARROW = "->";

    private final Map<String, String> properties;
    private final Set<String> aliases = new LinkedHashSet<>();
    private final List<Problem> problems = new ArrayList<>();

    private MirrorMakerProperties(Map<String, String> properties) {
        this.properties = properties;
        aliases.addAll(Regexes.items(properties.getOrDefault(CLUSTERS, "")));
    }

    static boolean isIn(Map<String, String> properties) {
        return properties.containsKey(CLUSTERS) || properties.keySet().stream().anyMatch(key -> key.contains(ARROW));
    }

    static Flows flows(Map<String, String> properties) {
        MirrorMakerProperties file = new MirrorMakerProperties(properties);
        file.checkClusters();
        List<Flow> flows = new ArrayList<>();
        for (String source : file.aliases) {
            for (String target : file.aliases) {
                file.addFlow(source, target, flows);
            }
        }
        return new Flows(flows, file.problems);
    }

    private void checkClusters() {
        if (aliases.isEmpty()) {
            problems.add(new Problem(
                    "missing_clusters",
                    "The setting " + CLUSTERS + " is missing or empty.",
                    CLUSTERS,
                    "List the aliases of the clusters: clusters = A, B."));
            return;
        }
        properties.keySet().stream().filter(key -> key.contains(ARROW)).forEach(key -> {
            if (aliases.stream().noneMatch(alias -> isOfFlowFrom(key, alias))) {
                problems.add(new Problem(
                        "unknown_cluster",
                        "The setting " + key + " is of a flow between clusters that " + CLUSTERS + " does not list.",
                        key,
                        "Add the aliases to " + CLUSTERS + " (" + String.join(", ", aliases)
                                + "), or remove the setting."));
            }
        });
    }

    private boolean isOfFlowFrom(String key, String source) {
        return aliases.stream().anyMatch(target -> key.startsWith(prefix(source, target)));
    }

    private static String prefix(String source, String target) {
        return source + ARROW + target + ".";
    }

    private void addFlow(String source, String target, List<Flow> flows) {
        String prefix = prefix(source, target);
        if (!source.equals(target) && properties.keySet().stream().anyMatch(key -> key.startsWith(prefix))) {
            Setting enabled = new Setting(prefix + "enabled", properties.getOrDefault(prefix + "enabled", ""));
            if (enabled.isReference()) {
                problems.add(enabled.unresolved());
            }
            flows.add(new Flow(source, target, enabled.isTrue(), settings(source, target)));
        }
    }

    /** From what is weakest to what overrules the rest. */
    private Map<String, Setting> settings(String source, String target) {
        Map<String, Setting> settings = new HashMap<>();
        properties.forEach((key, value) -> {
            if (!key.equals(CLUSTERS) && !key.contains(ARROW) && !isOfACluster(key)) {
                settings.put(general(key), new Setting(key, value));
            }
        });
        putAll(target + ".", key -> Clusters.key("target", key), settings);
        putAll(source + ".", key -> Clusters.key("source", key), settings);
        putAll(prefix(source, target), key -> key, settings);
        return settings;
    }

    private static String general(String key) {
        if (key.matches("(consumer|producer|admin)\\..*")) {
            return WITHOUT_EFFECT + key;
        }
        return Clusters.isOfAll(key) ? Clusters.key("source", key) : key;
    }

    private boolean isOfACluster(String key) {
        return aliases.stream().anyMatch(alias -> key.startsWith(alias + "."));
    }

    private void putAll(String prefix, UnaryOperator<String> rename, Map<String, Setting> settings) {
        properties.forEach((key, value) -> {
            if (key.startsWith(prefix) && (prefix.contains(ARROW) || !isOfLongerAlias(key, prefix))) {
                settings.put(rename.apply(key.substring(prefix.length())), new Setting(key, value));
            }
        });
    }

    private boolean isOfLongerAlias(String key, String prefix) {
        return aliases.stream()
                .map(alias -> alias + ".")
                .anyMatch(other -> other.length() > prefix.length() && key.startsWith(other));
    }
}
