// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
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

/** Reads and writes the commits of this cluster's consumer groups, as the brokers' own principal. Every call blocks. */
public final class GroupCommits implements AutoCloseable {

    private static final int GROUPS_AT_ONCE = 500;
    private static final int COORDINATOR_ATTEMPTS = 10;
    private static final long COORDINATOR_RETRY_MS = 200;
    private static final Set<String> WITHOUT_MEMBERS = Set.of("empty", "dead");
    private static final Set<Errors> NOT_YET =
            Set.of(Errors.COORDINATOR_NOT_AVAILABLE, Errors.COORDINATOR_LOAD_IN_PROGRESS, Errors.NOT_COORDINATOR);

    private final int self;
    private final Supplier<? extends Collection<Node>> brokers;
    private final InterBrokerChannel channel;
    private final int timeoutMs;

    GroupCommits(int self, Supplier<? extends Collection<Node>> brokers, InterBrokerChannel channel, int timeoutMs) {
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
     */
    public record Commits(boolean isPending, Map<TopicPartition, OffsetAndMetadata> offsets) {
        public Commits {
            offsets = Map.copyOf(offsets);
        }
    }

    /** Groups with members. */
    public Set<String> active() throws GroupException, InterruptedException {
        Set<String> active = new HashSet<>();
        for (Node broker : brokers.get()) {
            ListGroupsResponseData answer = ((ListGroupsResponse)
                            ask(broker, new ListGroupsRequest.Builder(new ListGroupsRequestData())))
                    .data();
            refuse(Errors.forCode(answer.errorCode()), "to list its groups");
            answer.groups().stream()
                    .filter(group ->
                            !WITHOUT_MEMBERS.contains(group.groupState().toLowerCase(Locale.ROOT)))
                    .forEach(group -> active.add(group.groupId()));
        }
        return active;
    }

    /** All commits of these groups. */
    public Map<String, Commits> committed(Collection<String> groups) throws GroupException, InterruptedException {
        Map<String, Commits> found = new HashMap<>();
        List<String> names = List.copyOf(groups);
        for (int from = 0; from < names.size(); from += GROUPS_AT_ONCE) {
            List<String> some = names.subList(from, Math.min(names.size(), from + GROUPS_AT_ONCE));
            for (Map.Entry<Node, List<String>> led : coordinators(some).entrySet()) {
                fetch(led.getKey(), led.getValue(), found);
            }
        }
        return found;
    }

    private void fetch(Node coordinator, List<String> groups, Map<String, Commits> found)
            throws GroupException, InterruptedException {
        var data = new OffsetFetchRequestData()
                .setRequireStable(true)
                .setGroups(groups.stream()
                        .map(group -> new OffsetFetchRequestData.OffsetFetchRequestGroup()
                                .setGroupId(group)
                                .setTopics(null))
                        .toList());
        var answer =
                ((OffsetFetchResponse) ask(coordinator, OffsetFetchRequest.Builder.forTopicNames(data, true))).data();
        for (OffsetFetchResponseData.OffsetFetchResponseGroup group : answer.groups()) {
            refuse(Errors.forCode(group.errorCode()), "to tell the offsets of group " + group.groupId());
            found.put(group.groupId(), commits(group));
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
        return new Commits(isPending, offsets);
    }

    /**
     * Commits for a group without members.
     *
     * @param topicIds by name; of a broker that knows them, another topic of the name gets no commit
     * @return the partitions that were refused, each with the reason
     */
    public Map<TopicPartition, String> commit(
            String group, Map<TopicPartition, OffsetAndMetadata> offsets, Map<String, Uuid> topicIds)
            throws GroupException, InterruptedException {
        Node coordinator = coordinators(List.of(group)).keySet().iterator().next();
        OffsetCommitResponse answer =
                (OffsetCommitResponse) ask(coordinator, GroupCommitRequest.of(group, offsets, topicIds));
        return GroupCommitRequest.refused(answer, topicIds);
    }

    /**
     * Deletes commits. What a group without commits lacks is deleted already.
     *
     * @return the partitions that were refused, each with the reason
     */
    public Map<TopicPartition, String> delete(String group, Collection<TopicPartition> partitions)
            throws GroupException, InterruptedException {
        Node coordinator = coordinators(List.of(group)).keySet().iterator().next();
        OffsetDeleteResponse answer =
                (OffsetDeleteResponse) ask(coordinator, GroupDeletionRequest.of(group, partitions));
        Errors error = Errors.forCode(answer.data().errorCode());
        if (error == Errors.GROUP_ID_NOT_FOUND) {
            return Map.of();
        }
        refuse(error, "to delete commits of group " + group);
        return GroupDeletionRequest.refused(answer);
    }

    /** The groups by their coordinators; the offsets topic may have to be created first. */
    private Map<Node, List<String>> coordinators(List<String> groups) throws GroupException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            var data = new FindCoordinatorRequestData()
                    .setKeyType(CoordinatorType.GROUP.id())
                    .setCoordinatorKeys(groups);
            var answer = (FindCoordinatorResponse) ask(own(), new FindCoordinatorRequest.Builder(data));
            Map<Node, List<String>> found = new HashMap<>();
            Errors error = Errors.NONE;
            for (var coordinator : answer.coordinators()) {
                if (coordinator.errorCode() == Errors.NONE.code()) {
                    Node node = new Node(coordinator.nodeId(), coordinator.host(), coordinator.port());
                    found.computeIfAbsent(node, unused -> new ArrayList<>()).add(coordinator.key());
                } else {
                    error = Errors.forCode(coordinator.errorCode());
                }
            }
            if (error == Errors.NONE) {
                return found;
            }
            if (!NOT_YET.contains(error) || attempt == COORDINATOR_ATTEMPTS) {
                refuse(error, "to name the coordinators of groups");
            }
            TimeUnit.MILLISECONDS.sleep(COORDINATOR_RETRY_MS);
        }
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
        try {
            return channel.send(broker, request).get(2L * timeoutMs, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new GroupException("The destination's broker " + broker.idString() + " did not answer: "
                    + (e.getCause() == null ? e : e.getCause()).getMessage());
        }
    }

    private static void refuse(Errors error, String what) throws GroupException {
        if (error != Errors.NONE) {
            throw new GroupException("The destination refuses " + what + ": " + error.message());
        }
    }

    @Override
    public void close() {
        channel.close();
    }
}
