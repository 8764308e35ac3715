// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orbit.agent.broker.admin.GroupCommits.Activity;
import dev.orbit.agent.broker.admin.GroupCommits.Commits;
import dev.orbit.agent.broker.admin.GroupCommits.GroupException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.FindCoordinatorResponse;
import org.apache.kafka.common.requests.ListGroupsResponse;
import org.apache.kafka.common.requests.OffsetCommitResponse;
import org.apache.kafka.common.requests.OffsetDeleteResponse;
import org.apache.kafka.common.requests.OffsetFetchResponse;
import org.junit.jupiter.api.Test;

/** Two brokers that are fakes: groups whose names begin with {@code b} are coordinated by the second one. */
class GroupCommitsTest {

    private static final Node FIRST = new Node(1, "localhost", 1);
    private static final Node SECOND = new Node(2, "localhost", 2);

    private final Map<String, Errors> errors = new HashMap<>();
    private final Set<Node> silent = new HashSet<>();
    private final Map<CompletableFuture<AbstractResponse>, AbstractResponse> held = new HashMap<>();
    private int answersOnceAskedTimes = 1;
    private final List<OffsetCommitRequestData> commits = new ArrayList<>();
    private final List<OffsetDeleteRequestData> deletions = new ArrayList<>();
    private final GroupCommits groups = new GroupCommits(1, () -> List.of(FIRST, SECOND), new Fake(), 100);

    private final class Fake implements BrokerCalls {

        @Override
        public CompletableFuture<AbstractResponse> send(
                Node node, AbstractRequest.Builder<? extends AbstractRequest> request) {
            if (silent.contains(node)) {
                return CompletableFuture.failedFuture(new InterBrokerChannel.ChannelException("no answer"));
            }
            AbstractResponse answer = answer(node, request.build().data());
            if (answer instanceof FindCoordinatorResponse) {
                return CompletableFuture.completedFuture(answer);
            }
            CompletableFuture<AbstractResponse> later = new CompletableFuture<>();
            held.put(later, answer);
            if (held.size() >= answersOnceAskedTimes) {
                held.forEach(CompletableFuture::complete);
                held.clear();
            }
            return later;
        }

        @Override
        public void close() {}
    }

    private AbstractResponse answer(Node node, Object request) {
        if (request instanceof FindCoordinatorRequestData asked) {
            return new FindCoordinatorResponse(new FindCoordinatorResponseData()
                    .setCoordinators(asked.coordinatorKeys().stream()
                            .map(this::coordinator)
                            .toList()));
        }
        if (request instanceof OffsetFetchRequestData asked) {
            return new OffsetFetchResponse(
                    new OffsetFetchResponseData()
                            .setGroups(asked.groups().stream()
                                    .map(group -> told(group.groupId()))
                                    .toList()),
                    (short) 8);
        }
        if (request instanceof OffsetCommitRequestData asked) {
            commits.add(asked);
            return committed(asked, errors.getOrDefault("commit " + commits.size(), Errors.NONE));
        }
        if (request instanceof OffsetDeleteRequestData asked) {
            deletions.add(asked);
            return new OffsetDeleteResponse(new OffsetDeleteResponseData());
        }
        assertThat(request).isInstanceOf(ListGroupsRequestData.class);
        return new ListGroupsResponse(new ListGroupsResponseData()
                .setGroups(List.of(new ListGroupsResponseData.ListedGroup()
                        .setGroupId("group-of-" + node.id())
                        .setGroupState("Stable"))));
    }

    private FindCoordinatorResponseData.Coordinator coordinator(String group) {
        Node node = group.startsWith("b") ? SECOND : FIRST;
        return new FindCoordinatorResponseData.Coordinator()
                .setKey(group)
                .setNodeId(node.id())
                .setHost(node.host())
                .setPort(node.port())
                .setErrorCode(errors.getOrDefault("find " + group, Errors.NONE).code());
    }

    private OffsetFetchResponseData.OffsetFetchResponseGroup told(String group) {
        return new OffsetFetchResponseData.OffsetFetchResponseGroup()
                .setGroupId(group)
                .setErrorCode(errors.getOrDefault("fetch " + group, Errors.NONE).code())
                .setTopics(List.of(new OffsetFetchResponseData.OffsetFetchResponseTopics()
                        .setName("orders")
                        .setPartitions(List.of(new OffsetFetchResponseData.OffsetFetchResponsePartitions()
                                .setPartitionIndex(0)
                                .setCommittedOffset(7)
                                .setMetadata("")))));
    }

    /** Of more at once, the coordinator's records would be larger than its topic takes. */
    private static OffsetCommitResponse committed(OffsetCommitRequestData asked, Errors refusal) {
        int count = asked.topics().stream()
                .mapToInt(topic -> topic.partitions().size())
                .sum();
        Errors error = count > 1_000 ? Errors.INVALID_COMMIT_OFFSET_SIZE : refusal;
        return new OffsetCommitResponse(new OffsetCommitResponseData()
                .setTopics(asked.topics().stream()
                        .map(topic -> new OffsetCommitResponseData.OffsetCommitResponseTopic()
                                .setName(topic.name())
                                .setTopicId(topic.topicId())
                                .setPartitions(topic.partitions().stream()
                                        .map(partition -> new OffsetCommitResponseData.OffsetCommitResponsePartition()
                                                .setPartitionIndex(partition.partitionIndex())
                                                .setErrorCode(error.code()))
                                        .toList()))
                        .toList()));
    }

    @Test
    void aGroupWithoutACoordinatorFailsAlone() throws Exception {
        errors.put("find audit", Errors.COORDINATOR_NOT_AVAILABLE);
        errors.put("fetch sales", Errors.COORDINATOR_LOAD_IN_PROGRESS);

        Map<String, Commits> found = groups.committed(List.of("audit", "sales", "billing"));

        assertThat(found.get("audit").failure()).contains("refuses to name the coordinator");
        assertThat(found.get("sales").failure()).contains("refuses to tell the offsets of group sales");
        assertThat(found.get("billing").failure()).isNull();
        assertThat(found.get("billing").offsets()).containsKey(new TopicPartition("orders", 0));
    }

    @Test
    void theGroupsOfASilentBrokerFailAlone() throws Exception {
        silent.add(SECOND);

        Map<String, Commits> found = groups.committed(List.of("audit", "billing"));

        assertThat(found.get("audit").failure()).isNull();
        assertThat(found.get("billing").failure()).contains("broker 2 did not answer");
        Activity activity = groups.active(List.of("audit", "billing"));
        assertThat(activity.groups()).containsExactly("group-of-1");
        assertThat(activity.untold()).containsOnlyKeys("billing");
        assertThat(activity.untold().get("billing")).contains("broker 2 did not answer");
    }

    @Test
    void failsWhereNothingIsTold() {
        errors.put("find audit", Errors.COORDINATOR_NOT_AVAILABLE);

        assertThatThrownBy(() -> groups.committed(List.of("audit")))
                .isInstanceOf(GroupException.class)
                .hasMessageContaining("coordinator");
        assertThatThrownBy(() -> groups.delete("audit", List.of(new TopicPartition("orders", 0))))
                .isInstanceOf(GroupException.class)
                .hasMessageContaining("coordinator");
    }

    /** A broker that hangs costs its time once, and not once for each other. */
    @Test
    void asksAllBrokersBeforeItWaitsForOne() throws Exception {
        answersOnceAskedTimes = 2;

        assertThat(groups.active(List.of("audit", "billing")).groups())
                .containsExactlyInAnyOrder("group-of-1", "group-of-2");
        assertThat(groups.committed(List.of("audit", "billing")).values())
                .extracting(Commits::failure)
                .containsOnlyNulls();
    }

    private static Map<TopicPartition, OffsetAndMetadata> offsets(int count, String metadata) {
        return IntStream.range(0, count)
                .boxed()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition("orders", partition),
                        partition -> new OffsetAndMetadata(7, metadata)));
    }

    private int committedPartitions() {
        return (int) commits.stream()
                .flatMap(commit -> commit.topics().stream())
                .flatMap(topic -> topic.partitions().stream())
                .map(OffsetCommitRequestData.OffsetCommitRequestPartition::partitionIndex)
                .distinct()
                .count();
    }

    @Test
    void commitsMoreOffsetsThanOneRecordBatchTakes() throws Exception {
        assertThat(groups.commit("billing", offsets(2_500, ""), Map.of())).isEmpty();

        assertThat(commits).hasSize(3);
        assertThat(committedPartitions()).isEqualTo(2_500);
    }

    /** Kafka lets each have 4 KiB of it. */
    @Test
    void countsTheMetadataOfCommitsToo() throws Exception {
        assertThat(groups.commit("billing", offsets(1_000, "x".repeat(4_096)), Map.of()))
                .isEmpty();

        assertThat(commits)
                .hasSizeGreaterThan(8)
                .allSatisfy(
                        commit -> assertThat(commit.topics().get(0).partitions().size() * 4_096)
                                .isLessThan(600_000));
        assertThat(committedPartitions()).isEqualTo(1_000);
    }

    /** It has members now, and may have committed and left before the next part: that one would rewind it. */
    @Test
    void aGroupThatIsRefusedAPartGetsNoFurtherOne() throws Exception {
        errors.put("commit 2", Errors.UNKNOWN_MEMBER_ID);

        Map<TopicPartition, String> refused = groups.commit("billing", offsets(3_500, ""), Map.of());

        assertThat(commits).hasSize(2);
        assertThat(refused).hasSize(2_500);
        assertThat(refused.keySet())
                .doesNotContainAnyElementsOf(commits.get(0).topics().stream()
                        .flatMap(topic -> topic.partitions().stream()
                                .map(partition -> new TopicPartition(topic.name(), partition.partitionIndex())))
                        .toList());
        assertThat(refused.values()).anyMatch(reason -> reason.contains("an earlier part of the commit was refused"));
    }

    @Test
    void deletesInPartsToo() throws Exception {
        assertThat(groups.delete("billing", offsets(2_500, "").keySet())).isEmpty();

        assertThat(deletions).hasSize(3);
    }
}
