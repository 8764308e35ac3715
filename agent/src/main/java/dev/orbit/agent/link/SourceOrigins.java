// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.orbit.schemas.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the state of another Orbit tells of its mirror topics. That Orbit may be of another version, so no more is read
 * than is needed. Pure.
 */
final class SourceOrigins {

    private static final String TOPIC = "topic/";

    private SourceOrigins() {}

    /** The clusters that each mirror topic's records came through, the first one first; not of one that is COMPLETE. */
    static Map<String, List<String>> of(Map<String, String> state) throws JsonProcessingException {
        Map<String, List<String>> origins = new HashMap<>();
        for (Map.Entry<String, String> entry : state.entrySet()) {
            if (entry.getKey().startsWith(TOPIC)) {
                JsonNode topic = Json.MAPPER.readTree(entry.getValue());
                if (!topic.path("migration").path("at").asText().equals("complete")) {
                    origins.put(entry.getKey().substring(TOPIC.length()), clusters(topic));
                }
            }
        }
        return origins;
    }

    private static List<String> clusters(JsonNode topic) {
        List<String> clusters = new ArrayList<>();
        topic.path("origins").forEach(cluster -> clusters.add(cluster.asText()));
        clusters.add(topic.path("source_cluster_id").asText());
        return clusters;
    }
}
