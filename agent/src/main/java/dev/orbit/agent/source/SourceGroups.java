// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Answers questions about the consumer groups of a source cluster, for many groups at once. */
public final class SourceGroups {

    /** A request to a coordinator asks for all of its groups among these. */
    private static final int GROUPS_AT_ONCE = 500;

    /** Of classic groups with members of consumers, and of those that have commits alone. */
    private static final Set<String> CONSUMER_PROTOCOLS = Set.of("consumer", "");

    private final Admin admin;
    private final AdminFailure failures;
    private final Duration timeout;

    SourceGroups(Admin admin, AdminFailure failures, Duration timeout) {
        this.admin = admin;
        this.failures = failures;
        this.timeout = timeout;
    }

    /**
     * What one group has committed.
     *
     * @param failure why it is not allowed to be seen; null when it is
     */
    public record Commits(
            String group,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            @Nullable SourceException failure) {
        public Commits {
            offsets = Map.copyOf(offsets);
        }
    }

    /** Every group that may commit offsets and that the principal may see, of whatever protocol. */
    public List<String> names() throws SourceException {
        return failures.await(admin.listGroups().all(), timeout, "Describe on groups").stream()
                .filter(SourceGroups::mayCommit)
                .map(GroupListing::groupId)
                .sorted()
                .toList();
    }

    private static boolean mayCommit(GroupListing group) {
        GroupType type = group.type().orElse(GroupType.CLASSIC);
        return type != GroupType.SHARE && (type != GroupType.CLASSIC || CONSUMER_PROTOCOLS.contains(group.protocol()));
    }

    /** All commits of these groups. */
    public List<Commits> commits(List<String> groups) throws SourceException {
        List<Commits> commits = new ArrayList<>();
        for (int from = 0; from < groups.size(); from += GROUPS_AT_ONCE) {
            List<String> some = groups.subList(from, Math.min(groups.size(), from + GROUPS_AT_ONCE));
            ListConsumerGroupOffsetsResult answer = admin.listConsumerGroupOffsets(some.stream()
                    .collect(Collectors.toMap(group -> group, group -> new ListConsumerGroupOffsetsSpec())));
            for (String group : some) {
                commits.add(commits(answer, group));
            }
        }
        return commits;
    }

    private Commits commits(ListConsumerGroupOffsetsResult answer, String group) throws SourceException {
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>(
                    failures.await(answer.partitionsToOffsetAndMetadata(group), timeout, "Describe on group " + group));
            offsets.values().removeAll(Collections.singleton(null));
            return new Commits(group, offsets, null);
        } catch (SourceException e) {
            if (e.reason() == SourceException.Reason.AUTHORIZATION) {
                return new Commits(group, Map.of(), e);
            }
            throw e;
        }
    }
}
