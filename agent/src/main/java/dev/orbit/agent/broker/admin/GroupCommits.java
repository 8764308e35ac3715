// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.admin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.FindCoordinatorRequest;
import org.apache.kafka.common.requests.FindCoordinatorRequest.CoordinatorType;
import org.apache.kafka.common.requests.FindCoordinatorResponse;
import org.apache.kafka.common.requests.ListGroupsRequest;
import org.apache.kafka.common.requests.ListGroupsResponse;
import org.apache.kafka.common.requests.OffsetCommitResponse;
import org.apache.kafka.common.requests.OffsetDeleteResponse;
import org.apache.kafka.common.requests.OffsetFetchRequest;
import org.apache.kafka.common.requests.OffsetFetchResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads and writes the commits of this cluster's consumer groups, as the brokers' own principal. Every call blocks. */
public final class GroupCommits implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommits.class);
    private static final int GROUPS_AT_ONCE = 500;
    private static final int COORDINATOR_ATTEMPTS = 10;
    private static final long COORDINATOR_RETRY_MS = 200;
    private static final String NOT_TRIED = "it was not tried, for an earlier part of the commit was refused.";
    private static final Set<String> WITHOUT_MEMBERS = Set.of("empty", "dead");
    private static final Set<Errors> NOT_YET =
            Set.of(Errors.COORDINATOR_NOT_AVAILABLE, Errors.COORDINATOR_LOAD_IN_PROGRESS, Errors.NOT_COORDINATOR);

    private final int self;
    private final Supplier<? extends Collection<Node>> brokers;
    private final BrokerCalls channel;
    private final int timeoutMs;

    public GroupCommits(int self, Supplier<? extends Collection<Node>> brokers, BrokerCalls channel, int timeoutMs) {
        this.self = self;
        this.brokers = brokers;
        this.channel = channel;
        this.timeoutMs = timeoutMs;
    }

    /** The destination did not do what it was asked. */
    public static final class GroupException extends Exception {
        private static final long serialVersionUID = 1L;

        GroupException(String message) {
            super(message);
        }
    }

    /**
     * What one group has committed.
     *
     * @param isPending whether an open transaction holds a further commit
     * @param failure why it cannot be told; null when it can
     */
    public record Commits(
            boolean isPending,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            @Nullable String failure) {
        public Commits {
            offsets = Map.copyOf(offsets);
        }

        static Commits failed(String failure) {
            return new Commits(false, Map.of(), failure);
        }
    }

    /**
     * Which groups have members.
     *
     * @param groups that have
     * @param untold of those asked for: why it cannot be told of a group
     */
    public record Activity(Set<String> groups, Map<String, String> untold) {
        public Activity {
            groups = Set.copyOf(groups);
            untold = Map.copyOf(untold);
        }
    }

    /** Groups with members; of the groups asked for, those of a broker that does not list its groups may have some. */
    public Activity active(Collection<String> groups) throws GroupException, InterruptedException {
        Map<Node, CompletableFuture<AbstractResponse>> asked = new HashMap<>();
        for (Node broker : brokers.get()) {
            asked.put(broker, channel.send(broker, new ListGroupsRequest.Builder(new ListGroupsRequestData())));
        }
        Set<String> active = new HashSet<>();
        Map<Integer, String> silent = new HashMap<>();
        for (Map.Entry<Node, CompletableFuture<AbstractResponse>> each : asked.entrySet()) {
            try {
                ListGroupsResponseData answer = ((ListGroupsResponse) answer(each.getKey(), each.getValue())).data();
                refuse(Errors.forCode(answer.errorCode()), "to list its groups");
                answer.groups().stream()
                        .filter(group ->
                                !WITHOUT_MEMBERS.contains(group.groupState().toLowerCase(Locale.ROOT)))
                        .forEach(group -> active.add(group.groupId()));
            } catch (GroupException e) {
                LOG.debug("broker {} does not list its groups", each.getKey().idString(), e);
                silent.put(each.getKey().id(), String.valueOf(e.getMessage()));
            }
        }
        return new Activity(active, silent.isEmpty() ? Map.of() : untold(groups, silent));
    }

    private Map<String, String> untold(Collection<String> groups, Map<Integer, String> silent)
            throws GroupException, InterruptedException {
        Map<String, String> untold = new HashMap<>();
        coordinators(List.copyOf(groups), new HashMap<>()).forEach((broker, led) -> {
            String reason = silent.get(broker.id());
            if (reason != null) {
                led.forEach(group -> untold.put(group, reason));
            }
        });
        return untold;
    }

    /** All commits of these groups, or why one cannot be told; fails where none can. */
    public Map<String, Commits> committed(Collection<String> groups) throws GroupException, InterruptedException {
        Map<String, Commits> found = new HashMap<>();
        List<Fetch> fetches = new ArrayList<>();
        coordinators(List.copyOf(groups), found).forEach((coordinator, led) -> {
            for (int from = 0; from < led.size(); from += GROUPS_AT_ONCE) {
                fetches.add(fetch(coordinator, led.subList(from, Math.min(led.size(), from + GROUPS_AT_ONCE))));
            }
        });
        for (Fetch fetch : fetches) {
            collect(fetch, found);
        }
        Optional<String> failure = found.values().stream()
                .map(Commits::failure)
                .filter(Objects::nonNull)
                .findFirst();
        if (failure.isPresent() && found.values().stream().allMatch(commits -> commits.failure() != null)) {
            throw new GroupException(failure.get());
        }
        return found;
    }

    /** Of some groups' commits; all are sent before the first is waited for. */
    private record Fetch(Node coordinator, List<String> groups, CompletableFuture<AbstractResponse> answer) {}

    private Fetch fetch(Node coordinator, List<String> groups) {
        var data = new OffsetFetchRequestData()
                .setRequireStable(true)
                .setGroups(groups.stream()
                        .map(group -> new OffsetFetchRequestData.OffsetFetchRequestGroup()
                                .setGroupId(group)
                                .setTopics(null))
                        .toList());
        return new Fetch(
                coordinator, groups, channel.send(coordinator, OffsetFetchRequest.Builder.forTopicNames(data, true)));
    }

    private void collect(Fetch fetch, Map<String, Commits> found) throws InterruptedException {
        OffsetFetchResponseData answer;
        try {
            answer = ((OffsetFetchResponse) answer(fetch.coordinator(), fetch.answer())).data();
        } catch (GroupException e) {
            fetch.groups().forEach(group -> found.put(group, Commits.failed(String.valueOf(e.getMessage()))));
            return;
        }
        for (OffsetFetchResponseData.OffsetFetchResponseGroup group : answer.groups()) {
            try {
                refuse(Errors.forCode(group.errorCode()), "to tell the offsets of group " + group.groupId());
                found.put(group.groupId(), commits(group));
            } catch (GroupException e) {
                found.put(group.groupId(), Commits.failed(String.valueOf(e.getMessage())));
            }
        }
    }

    private static Commits commits(OffsetFetchResponseData.OffsetFetchResponseGroup group) throws GroupException {
        boolean isPending = false;
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (var topic : group.topics()) {
            for (var partition : topic.partitions()) {
                Errors error = Errors.forCode(partition.errorCode());
                if (error == Errors.UNSTABLE_OFFSET_COMMIT) {
                    isPending = true;
                    continue;
                }
                refuse(error, "to tell the offset of group " + group.groupId() + " on " + topic.name());
                if (partition.committedOffset() >= 0) {
                    offsets.put(
                            new TopicPartition(topic.name(), partition.partitionIndex()),
                            GroupCommitRequest.committed(partition));
                }
            }
        }
        return new Commits(isPending, offsets, null);
    }

    /**
     * Commits for a group without members, one part after the other: what fails may have landed in part. After a part that
     * the group is refused no other is tried: by then it may have committed for itself, and have no members any more.
     *
     * @param topicIds by name; of a broker that knows them, another topic of the name gets no commit
     * @return the partitions that were refused, each with the reason
     */
    public Map<TopicPartition, String> commit(
            String group, Map<TopicPartition, OffsetAndMetadata> offsets, Map<String, Uuid> topicIds)
            throws GroupException, InterruptedException {
        Node coordinator = coordinator(group);
        Map<TopicPartition, String> refused = new HashMap<>();
        Function<TopicPartition, String> metadata =
                partition -> committed(offsets, partition).metadata();
        List<List<TopicPartition>> parts = CommitParts.of(group, offsets.keySet(), metadata);
        for (int i = 0; i < parts.size(); i++) {
            Map<TopicPartition, OffsetAndMetadata> part = new HashMap<>();
            parts.get(i).forEach(partition -> part.put(partition, committed(offsets, partition)));
            OffsetCommitResponse answer =
                    (OffsetCommitResponse) ask(coordinator, GroupCommitRequest.of(group, part, topicIds));
            Map<TopicPartition, String> ofPart = GroupCommitRequest.refused(answer, topicIds);
            refused.putAll(ofPart);
            // what is refused of the group, and not of a partition, is refused of all: it may have members that commit
            if (ofPart.size() >= part.size()) {
                parts.subList(i + 1, parts.size())
                        .forEach(rest -> rest.forEach(partition -> refused.put(partition, NOT_TRIED)));
                break;
            }
        }
        return refused;
    }

    private static OffsetAndMetadata committed(
            Map<TopicPartition, OffsetAndMetadata> offsets, TopicPartition partition) {
        return Objects.requireNonNull(offsets.get(partition));
    }

    /**
     * Deletes commits, one part after the other. What a group without commits lacks is deleted already.
     *
     * @return the partitions that were refused, each with the reason
     */
    public Map<TopicPartition, String> delete(String group, Collection<TopicPartition> partitions)
            throws GroupException, InterruptedException {
        Node coordinator = coordinator(group);
        Map<TopicPartition, String> refused = new HashMap<>();
        for (List<TopicPartition> part : CommitParts.of(group, partitions, partition -> "")) {
            OffsetDeleteResponse answer = (OffsetDeleteResponse) ask(coordinator, GroupDeletionRequest.of(group, part));
            Errors error = Errors.forCode(answer.data().errorCode());
            if (error != Errors.GROUP_ID_NOT_FOUND) {
                refuse(error, "to delete commits of group " + group);
                refused.putAll(GroupDeletionRequest.refused(answer));
            }
        }
        return refused;
    }

    private Node coordinator(String group) throws GroupException, InterruptedException {
        Map<String, Commits> failed = new HashMap<>();
        for (Node coordinator : coordinators(List.of(group), failed).keySet()) {
            return coordinator;
        }
        throw new GroupException(
                String.valueOf(failed.getOrDefault(group, Commits.failed("")).failure()));
    }

    /**
     * The groups by their coordinators; the offsets topic may have to be created first.
     *
     * @param failed gets the groups that have none
     */
    private Map<Node, List<String>> coordinators(List<String> groups, Map<String, Commits> failed)
            throws GroupException, InterruptedException {
        Map<Node, List<String>> found = new HashMap<>();
        List<String> open = groups;
        for (int attempt = 1; !open.isEmpty(); attempt++) {
            List<String> waiting = new ArrayList<>();
            for (var answer : askForCoordinators(open)) {
                Errors error = Errors.forCode(answer.errorCode());
                if (error == Errors.NONE) {
                    Node node = new Node(answer.nodeId(), answer.host(), answer.port());
                    found.computeIfAbsent(node, unused -> new ArrayList<>()).add(answer.key());
                } else if (NOT_YET.contains(error) && attempt < COORDINATOR_ATTEMPTS) {
                    waiting.add(answer.key());
                } else {
                    failed.put(answer.key(), Commits.failed(refusal(error, "to name the coordinator of a group")));
                }
            }
            open = waiting;
            if (!open.isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(COORDINATOR_RETRY_MS);
            }
        }
        return found;
    }

    private List<FindCoordinatorResponseData.Coordinator> askForCoordinators(List<String> groups)
            throws GroupException, InterruptedException {
        List<FindCoordinatorResponseData.Coordinator> answers = new ArrayList<>();
        for (int from = 0; from < groups.size(); from += GROUPS_AT_ONCE) {
            var data = new FindCoordinatorRequestData()
                    .setKeyType(CoordinatorType.GROUP.id())
                    .setCoordinatorKeys(groups.subList(from, Math.min(groups.size(), from + GROUPS_AT_ONCE)));
            answers.addAll(
                    ((FindCoordinatorResponse) ask(own(), new FindCoordinatorRequest.Builder(data))).coordinators());
        }
        return answers;
    }

    private Node own() throws GroupException {
        Optional<Node> node = brokers.get().stream()
                .<Node>map(broker -> broker)
                .filter(broker -> broker.id() == self)
                .findFirst();
        return node.orElseThrow(() -> new GroupException("This broker is not registered yet."));
    }

    private AbstractResponse ask(Node broker, AbstractRequest.Builder<? extends AbstractRequest> request)
            throws GroupException, InterruptedException {
        return answer(broker, channel.send(broker, request));
    }

    private AbstractResponse answer(Node broker, CompletableFuture<AbstractResponse> answer)
            throws GroupException, InterruptedException {
        try {
            return answer.get(2L * timeoutMs, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new GroupException("The destination's broker " + broker.idString() + " did not answer: "
                    + (e.getCause() == null ? e : e.getCause()).getMessage());
        }
    }

    private static void refuse(Errors error, String what) throws GroupException {
        if (error != Errors.NONE) {
            throw new GroupException(refusal(error, what));
        }
    }

    private static String refusal(Errors error, String what) {
        return "The destination refuses " + what + ": " + error.message();
    }

    @Override
    public void close() {
        channel.close();
    }
}
