// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.admin;

import dev.orbit.agent.source.connect.SourceException;
import dev.orbit.agent.source.connect.SourceException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsResult;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Answers questions about the consumer groups of a source cluster, for many groups at once. */
public final class SourceGroups {

    /** A request to a coordinator asks for all of its groups among these. */
    private static final int GROUPS_AT_ONCE = 500;

    /** Where it takes two requests for each group, one after the other: over a long way too they are answered in time. */
    private static final int SINGLE_GROUPS_AT_ONCE = 50;

    /** For another answer after the first one: longer than it takes to open a connection over a long way. */
    private static final long PATIENCE_MS = 3_000;

    /** For the client to give up by itself. */
    private static final long GRACE_MS = 2_000;

    /** Of classic groups with members of consumers, and of those that have commits alone. */
    private static final Set<String> CONSUMER_PROTOCOLS = Set.of("consumer", "");

    private final Admin admin;
    private final AdminFailure failures;
    private final Duration timeout;
    private final boolean tellsOfMany;
    private final Set<String> silent;

    /**
     * @param tellsOfMany whether a request may ask for several groups, as it may since Kafka 3.0
     * @param silent the groups whose coordinators did not answer the last time, kept here: no other one waits for them
     */
    SourceGroups(Admin admin, AdminFailure failures, Duration timeout, boolean tellsOfMany, Set<String> silent) {
        this.admin = admin;
        this.failures = failures;
        this.timeout = timeout;
        this.tellsOfMany = tellsOfMany;
        this.silent = silent;
    }

    /**
     * What one group has committed.
     *
     * @param failure why it cannot be told; null when it is
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
     * @param failure why those that some broker coordinates are missing; null when every broker told its own
     */
    public record Names(
            List<String> consumers,
            SortedMap<String, String> others,
            @Nullable SourceException failure) {}

    /** Every group that the principal may see. */
    public Names names() throws SourceException {
        List<String> consumers = new ArrayList<>();
        SortedMap<String, String> others = new TreeMap<>();
        ListGroupsResult answer = admin.listGroups();
        Collection<GroupListing> listed = failures.await(answer.valid(), timeout, "Describe on groups");
        for (GroupListing group : listed) {
            whyNoOffsets(group)
                    .ifPresentOrElse(why -> others.put(group.groupId(), why), () -> consumers.add(group.groupId()));
        }
        Collections.sort(consumers);
        return new Names(
                consumers,
                others,
                failure(failures.await(answer.errors(), timeout, "Describe on groups"), listed.isEmpty()));
    }

    private @Nullable SourceException failure(Collection<Throwable> errors, boolean isWhole) throws SourceException {
        if (errors.isEmpty()) {
            return null;
        }
        SourceException failure = failures.explain(errors.iterator().next(), "Describe on groups");
        if (isWhole) {
            throw failure;
        }
        return failure;
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

    /**
     * All commits of these groups. What a group's coordinator does not tell is a failure of that group alone, as long as
     * anything is told of another.
     */
    public List<Commits> commits(List<String> groups) throws SourceException {
        List<Commits> commits = new ArrayList<>();
        commits(groups.stream().filter(group -> !silent.contains(group)).toList(), commits);
        commits(groups.stream().filter(silent::contains).toList(), commits);
        silent.clear();
        commits.stream().filter(SourceGroups::isSilent).forEach(found -> silent.add(found.group()));
        return commits;
    }

    private static boolean isSilent(Commits found) {
        SourceException failure = found.failure();
        return failure != null && failure.reason() == Reason.TIMEOUT;
    }

    private void commits(List<String> groups, List<Commits> commits) throws SourceException {
        int atOnce = tellsOfMany ? GROUPS_AT_ONCE : SINGLE_GROUPS_AT_ONCE;
        for (int from = 0; from < groups.size(); from += atOnce) {
            List<String> some = groups.subList(from, Math.min(groups.size(), from + atOnce));
            var asked = tellsOfMany ? together(some) : singly(some);
            await(asked.values());
            List<Commits> found = new ArrayList<>();
            asked.forEach((group, answer) -> found.add(commits(group, answer)));
            commits.addAll(found);
            if (commits.size() == found.size()) {
                refuse(found);
            }
        }
    }

    /** Where nothing at all was told, it is not the groups' coordinators that fail. */
    private void refuse(List<Commits> found) throws SourceException {
        SourceException first = found.get(0).failure();
        boolean isTold = found.stream()
                .map(Commits::failure)
                .anyMatch(failure -> failure == null || failure.reason() == Reason.AUTHORIZATION);
        if (first != null && !isTold) {
            throw first.reason() == Reason.TIMEOUT
                    ? failures.explain(new TimeoutException(first), "Describe on groups")
                    : first;
        }
    }

    /** Until each is answered, or, after the first, none any more for a while: the others do not wait for a silent one. */
    private void await(Collection<? extends KafkaFuture<?>> asked) throws SourceException {
        Semaphore answered = new Semaphore(0);
        for (KafkaFuture<?> answer : asked) {
            var unused = answer.whenComplete((found, failure) -> answered.release());
        }
        long patienceMs = timeout.toMillis() + GRACE_MS;
        try {
            for (int i = 0; i < asked.size() && answered.tryAcquire(patienceMs, TimeUnit.MILLISECONDS); i++) {
                patienceMs = Math.min(patienceMs, PATIENCE_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceException(Reason.FAILED, "Interrupted.", "Try again.", e);
        }
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

    private Commits commits(String group, KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> answer) {
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>(answer.get(0, TimeUnit.MILLISECONDS));
            offsets.values().removeAll(Collections.singleton(null));
            return new Commits(group, offsets, null);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return new Commits(
                    group,
                    Map.of(),
                    cause instanceof TimeoutException
                            ? silent(group, cause)
                            : failures.explain(cause, "Describe on group " + group));
        } catch (java.util.concurrent.TimeoutException e) {
            return new Commits(group, Map.of(), silent(group, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Commits(group, Map.of(), silent(group, e));
        }
    }

    private static SourceException silent(String group, Throwable cause) {
        return new SourceException(
                Reason.TIMEOUT,
                "The source's coordinator of group " + group + " did not answer in time, though others did.",
                "Look for a partition of __consumer_offsets without a leader at the source, and into its brokers' logs.",
                cause);
    }
}
