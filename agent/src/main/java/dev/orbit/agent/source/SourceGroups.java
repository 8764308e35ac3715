// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Answers questions about the consumer groups of a source cluster, for many groups at once. */
public final class SourceGroups {

    /** A request to a coordinator asks for all of its groups among these. */
    private static final int GROUPS_AT_ONCE = 500;

    /** Where it takes two requests for each group, one after the other: over a long way too they are answered in time. */
    private static final int SINGLE_GROUPS_AT_ONCE = 50;

    /** Of classic groups with members of consumers, and of those that have commits alone. */
    private static final Set<String> CONSUMER_PROTOCOLS = Set.of("consumer", "");

    private final Admin admin;
    private final AdminFailure failures;
    private final Duration timeout;
    private final boolean tellsOfMany;

    /** @param tellsOfMany whether a request may ask for several groups, as it may since Kafka 3.0 */
    SourceGroups(Admin admin, AdminFailure failures, Duration timeout, boolean tellsOfMany) {
        this.admin = admin;
        this.failures = failures;
        this.timeout = timeout;
        this.tellsOfMany = tellsOfMany;
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

    /**
     * Every group that the principal may see.
     *
     * @param consumers names of those that may commit offsets, of whatever protocol, in their order
     * @param others those that commit none, by name, each with the reason
     */
    public record Names(List<String> consumers, SortedMap<String, String> others) {}

    /** Every group that the principal may see. */
    public Names names() throws SourceException {
        List<String> consumers = new ArrayList<>();
        SortedMap<String, String> others = new TreeMap<>();
        for (GroupListing group : failures.await(admin.listGroups().all(), timeout, "Describe on groups")) {
            whyNoOffsets(group)
                    .ifPresentOrElse(why -> others.put(group.groupId(), why), () -> consumers.add(group.groupId()));
        }
        Collections.sort(consumers);
        return new Names(consumers, others);
    }

    private static Optional<String> whyNoOffsets(GroupListing group) {
        GroupType type = group.type().orElse(GroupType.CLASSIC);
        if (type == GroupType.SHARE) {
            return Optional.of(
                    "It is a share group: where it stands is no offset. Drain it at the source, or let it begin"
                            + " anew at the destination (share.auto.offset.reset).");
        }
        return type != GroupType.CLASSIC || CONSUMER_PROTOCOLS.contains(group.protocol())
                ? Optional.empty()
                : Optional.of(
                        "Its members speak the protocol " + group.protocol() + " and are no consumers: there are no"
                                + " offsets to copy. Move what they work on by its own means.");
    }

    /** All commits of these groups. */
    public List<Commits> commits(List<String> groups) throws SourceException {
        List<Commits> commits = new ArrayList<>();
        int atOnce = tellsOfMany ? GROUPS_AT_ONCE : SINGLE_GROUPS_AT_ONCE;
        for (int from = 0; from < groups.size(); from += atOnce) {
            List<String> some = groups.subList(from, Math.min(groups.size(), from + atOnce));
            for (Map.Entry<String, KafkaFuture<Map<TopicPartition, OffsetAndMetadata>>> asked :
                    (tellsOfMany ? together(some) : singly(some)).entrySet()) {
                commits.add(commits(asked.getKey(), asked.getValue()));
            }
        }
        return commits;
    }

    private Map<String, KafkaFuture<Map<TopicPartition, OffsetAndMetadata>>> together(List<String> groups) {
        ListConsumerGroupOffsetsResult answer = admin.listConsumerGroupOffsets(
                groups.stream().collect(Collectors.toMap(group -> group, group -> new ListConsumerGroupOffsetsSpec())));
        return inOrder(groups, answer::partitionsToOffsetAndMetadata);
    }

    /** Asked for several, Kafka's client would find out of one after the other that it cannot be, and wait longer each time. */
    private Map<String, KafkaFuture<Map<TopicPartition, OffsetAndMetadata>>> singly(List<String> groups) {
        return inOrder(groups, group -> admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    }

    private static <T> Map<String, T> inOrder(List<String> groups, Function<String, T> question) {
        Map<String, T> asked = new LinkedHashMap<>();
        groups.forEach(group -> asked.put(group, question.apply(group)));
        return asked;
    }

    private Commits commits(String group, KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> answer)
            throws SourceException {
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets =
                    new HashMap<>(failures.await(answer, timeout, "Describe on group " + group));
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
