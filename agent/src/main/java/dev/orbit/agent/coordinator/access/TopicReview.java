// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.access;

import dev.orbit.agent.coordinator.access.SourceAccess.Hidden;
import dev.orbit.agent.coordinator.access.SourceAccess.OnTopic;
import dev.orbit.agent.coordinator.access.SourceAccess.Told;
import dev.orbit.schemas.Problem;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AclOperation;

/** What a principal lacks on topics. Pure. */
public final class TopicReview {

    private static final Map<Principal, Set<AclOperation>> NEEDED = Map.of(
            Principal.READER,
            EnumSet.of(AclOperation.DESCRIBE, AclOperation.READ, AclOperation.DESCRIBE_CONFIGS),
            Principal.PROXY,
            EnumSet.of(AclOperation.DESCRIBE, AclOperation.WRITE));

    private TopicReview() {}

    /** Every lack on these topics: one problem for all that lack the same. */
    public static List<Problem> lacks(Principal who, Map<String, OnTopic> topics) {
        Map<Set<AclOperation>, Set<String>> lacking = new LinkedHashMap<>();
        new TreeMap<>(topics).forEach((topic, found) -> {
            Set<AclOperation> lacked = lacked(NEEDED.getOrDefault(who, Set.of()), found);
            if (!lacked.isEmpty()) {
                lacking.computeIfAbsent(lacked, unused -> new TreeSet<>()).add(topic);
            }
        });
        return lacking.entrySet().stream()
                .map(entry -> Lack.onTopics(who, entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Set<AclOperation> lacked(Set<AclOperation> needed, OnTopic found) {
        Set<AclOperation> lacked = EnumSet.noneOf(AclOperation.class);
        if (found instanceof Told told) {
            lacked.addAll(needed);
            lacked.removeAll(told.operations());
        } else if (found instanceof Hidden hidden) {
            lacked.addAll(needed);
            if (hidden.mayDescribeConfigs()) {
                lacked.remove(AclOperation.DESCRIBE_CONFIGS);
            }
        }
        return lacked;
    }
}
