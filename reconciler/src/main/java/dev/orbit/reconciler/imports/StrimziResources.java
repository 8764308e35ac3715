// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import dev.orbit.schemas.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The flows of Strimzi's {@code KafkaMirrorMaker2} resources: {@code spec.clusters} of {@code v1beta2}, and {@code
 * spec.target} with {@code source} in each mirror, which {@code v1} has instead.
 */
final class StrimziResources {

    private static final String KIND = "KafkaMirrorMaker2";
    private static final Set<String> READ_OF_SPEC = Set.of("clusters", "mirrors", "target", "connectCluster");

    private final Field spec;
    private final List<Flow> flows = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    private StrimziResources(Field spec) {
        this.spec = spec;
    }

    static boolean isIn(List<Map<String, Object>> resources) {
        return resources.stream().anyMatch(resource -> KIND.equals(resource.get("kind")));
    }

    static Flows flows(List<Map<String, Object>> resources) {
        List<Flow> flows = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        resources.stream().filter(resource -> KIND.equals(resource.get("kind"))).forEach(resource -> {
            StrimziResources read = new StrimziResources(new Field("", resource).get("spec"));
            read.spec.get("mirrors").items().forEach(read::addMirror);
            flows.addAll(read.flows);
            problems.addAll(read.problems);
        });
        return new Flows(flows, problems);
    }

    private void addMirror(Field mirror) {
        Field source = mirror.get("source").isThere() ? mirror.get("source") : cluster(mirror.get("sourceCluster"));
        Field target = spec.get("target").isThere() ? spec.get("target") : cluster(mirror.get("targetCluster"));
        if (!source.isThere() || !target.isThere()) {
            return;
        }
        Map<String, Setting> settings = new HashMap<>();
        spec.fields().forEach((key, field) -> {
            if (!READ_OF_SPEC.contains(key)) {
                settings.put("strimzi." + key, field.setting());
            }
        });
        settings.putAll(StrimziCluster.settings("target", target));
        settings.putAll(StrimziCluster.settings("source", source));
        settings.putAll(StrimziMirror.settings(mirror));
        flows.add(new Flow(
                source.get("alias").text(),
                target.get("alias").text(),
                mirror.get("sourceConnector").isThere(),
                settings));
    }

    private Field cluster(Field alias) {
        for (Field cluster : spec.get("clusters").items()) {
            if (alias.isThere() && cluster.get("alias").text().equals(alias.text())) {
                return cluster;
            }
        }
        problems.add(new Problem(
                "unknown_cluster",
                alias.isThere()
                        ? "The cluster \"" + alias.text() + "\" is not among spec.clusters."
                        : "The mirror does not say which cluster this is.",
                alias.path(),
                "Give the alias of one of spec.clusters."));
        return new Field("", null);
    }
}
