// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import dev.orbit.schemas.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes Orbit's document of what another tool's file holds. */
public final class Importer {

    /** The key of a flow that stands still for the time being. */
    static final String AT_REST = "state.at.rest";

    private Importer() {}

    /**
     * From Java properties.
     *
     * @param source alias of the source cluster whose flow is meant; null: any
     * @param target alias of the target cluster whose flow is meant; null: any
     */
    public static Imported ofProperties(
            Map<String, String> properties, @Nullable String source, @Nullable String target) {
        return MirrorMakerProperties.isIn(properties)
                ? imported(MirrorMakerProperties.flows(properties), source, target)
                : unknown("Java properties without clusters and flows (A->B)");
    }

    /**
     * From Kubernetes resources.
     *
     * @param source alias of the source cluster whose flow is meant; null: any
     * @param target alias of the target cluster whose flow is meant; null: any
     */
    public static Imported ofResources(
            List<Map<String, Object>> resources, @Nullable String source, @Nullable String target) {
        return StrimziResources.isIn(resources)
                ? imported(StrimziResources.flows(resources), source, target)
                : unknown("Kubernetes resources, and none of them of the kind KafkaMirrorMaker2");
    }

    private static Imported unknown(String found) {
        return Imported.failed(List.of(new Problem(
                "unknown_format",
                "The file is not of a form that Orbit reads: it seems to hold " + found + ".",
                null,
                "Give MirrorMaker 2's properties, or a KafkaMirrorMaker2 resource of Strimzi in YAML.")));
    }

    private static Imported imported(Flows flows, @Nullable String source, @Nullable String target) {
        Flows.Choice choice = flows.choose(source, target);
        List<Problem> problems = new ArrayList<>(flows.problems());
        if (choice.flow() == null) {
            // what is wrong with the file may be why there is no flow
            problems.addAll(choice.problems());
            return Imported.failed(problems);
        }
        Draft draft = new Draft(choice.flow());
        problems.forEach(draft::refuse);
        Map<String, Object> fields = fields(draft);
        draft.settings.left().forEach((key, setting) -> draft.tell(key, setting, Reasons.of(key)));
        return draft.finish(fields);
    }

    private static Map<String, Object> fields(Draft draft) {
        Map<String, Object> fields = new LinkedHashMap<>();
        draft.settings.takeIf("enabled", "true");
        draft.settings.takeIf("strimzi.state", "running");
        draft.settings.takeIf("strimzi.pause", "false");
        draft.settings.takeIf("refresh.topics.enabled", "true");
        fields.put("name", draft.link());
        if (draft.settings.take(AT_REST).isPresent()) {
            fields.put("state", "paused");
        }
        putUnlessEmpty(fields, "source_bootstrap_brokers", Brokers.of(draft));
        putUnlessEmpty(fields, "source_cluster_credentials", new CredentialsPart(draft).fields());
        putUnlessEmpty(fields, "topic_mappings", new TopicMappingsPart(draft).mappings());
        putUnlessEmpty(fields, "consumer_groups", new ConsumerGroupsPart(draft).fields());
        putUnlessEmpty(fields, "acls", AclsPart.fields(draft));
        putUnlessEmpty(fields, "fetch", fetch(draft));
        return fields;
    }

    private static Map<String, Object> fetch(Draft draft) {
        Map<String, Object> fields = new LinkedHashMap<>();
        putBytes(draft, fields, "max_bytes", "fetch.max.bytes");
        putBytes(draft, fields, "max_partition_bytes", "max.partition.fetch.bytes");
        return fields;
    }

    private static void putBytes(Draft draft, Map<String, Object> fields, String field, String key) {
        draft.number(draft.settings.take("source.consumer." + key, "consumer." + key), 1, Integer.MAX_VALUE)
                .ifPresent(bytes -> fields.put(field, bytes));
    }

    private static void putUnlessEmpty(Map<String, Object> fields, String field, Object value) {
        boolean empty =
                value instanceof Map<?, ?> map ? map.isEmpty() : value instanceof List<?> list && list.isEmpty();
        if (!empty) {
            fields.put(field, value);
        }
    }
}
