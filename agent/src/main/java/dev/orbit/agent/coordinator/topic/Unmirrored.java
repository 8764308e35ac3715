// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Source topics that mappings match and that cannot be mirrored. The log tells of each, and again when the reason changes. */
final class Unmirrored {

    private static final Logger LOG = LoggerFactory.getLogger(Unmirrored.class);

    /** Of one look: a regex may match thousands. */
    private static final int LINES_MAX = 20;

    private final Map<String, Map<String, String>> now = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> told = new HashMap<>();

    /** Those of a link, by source name, each with the reason and the remedy. From any thread. */
    Map<String, String> of(String link) {
        return now.getOrDefault(link, Map.of());
    }

    void retain(Set<String> links) {
        now.keySet().retainAll(links);
        told.keySet().retainAll(links);
    }

    /**
     * What a look at a link found.
     *
     * @param refused by source name, with the reason
     * @param open topics of which this look may not know yet: what was told of them stays told
     * @return the source names that the log tells of
     */
    List<String> found(String link, Map<String, String> refused, Set<String> open) {
        now.put(link, Map.copyOf(refused));
        Map<String, String> before = told.computeIfAbsent(link, unused -> new HashMap<>());
        before.keySet().removeIf(topic -> !refused.containsKey(topic) && !open.contains(topic));
        List<String> news = new TreeMap<>(refused)
                .entrySet().stream()
                        .filter(topic -> !topic.getValue().equals(before.get(topic.getKey())))
                        .map(Map.Entry::getKey)
                        .toList();
        before.putAll(refused);
        news.stream()
                .limit(LINES_MAX)
                .forEach(topic -> LOG.warn("link {}: {} is not mirrored: {}", link, topic, refused.get(topic)));
        if (news.size() > LINES_MAX) {
            LOG.warn("link {}: so it is with {} more topics: see orbit status", link, news.size() - LINES_MAX);
        }
        return news;
    }
}
