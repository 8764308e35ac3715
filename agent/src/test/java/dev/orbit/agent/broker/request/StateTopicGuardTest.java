// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AlterConfigsRequest;
import org.apache.kafka.common.requests.CreatePartitionsRequest;
import org.apache.kafka.common.requests.DeleteRecordsRequest;
import org.apache.kafka.common.requests.DeleteTopicsRequest;
import org.apache.kafka.common.requests.DeleteTopicsResponse;
import org.apache.kafka.common.requests.IncrementalAlterConfigsRequest;
import org.junit.jupiter.api.Test;

/** What may be asked of the state topic, and what may not. */
class StateTopicGuardTest {

    private static final ConfigResource STATE = new ConfigResource(ConfigResource.Type.TOPIC, "__orbit_state");
    private static final Uuid STATE_ID = Uuid.randomUuid();

    private final StateTopicGuard guard =
            new StateTopicGuard(id -> id.equals(STATE_ID) ? Optional.of("__orbit_state") : Optional.empty());

    private boolean admits(AbstractRequest request) {
        return guard.refusal(request).isEmpty();
    }

    @Test
    void isNotDeletedByNameOrById() {
        assertThat(admits(deletion(named("orders")))).isTrue();
        assertThat(admits(deletion(named("orders"), named("__orbit_state")))).isFalse();
        assertThat(admits(deletion(new DeleteTopicState().setName(null).setTopicId(Uuid.randomUuid()))))
                .isTrue();
        assertThat(admits(deletion(new DeleteTopicState().setName(null).setTopicId(STATE_ID))))
                .isFalse();
    }

    @Test
    void whoeverIsRefusedReadsWhatItIsAndWhatToDo() {
        AbstractRequest request = deletion(named("orders"), named("__orbit_state"));

        var response = RefusedChange.answer(request, guard.refusal(request).orElseThrow(), 0);

        assertThat(((DeleteTopicsResponse) response).data().responses())
                .hasSize(2)
                .allSatisfy(topic -> {
                    assertThat(topic.errorCode()).isEqualTo(Errors.POLICY_VIOLATION.code());
                    assertThat(topic.errorMessage())
                            .contains("__orbit_state", "mirror topics", "Nothing of this request was done", "leave");
                });
    }

    @Test
    void keepsItsRecordsAndItsOnePartition() {
        assertThat(admits(new DeleteRecordsRequest.Builder(new DeleteRecordsRequestData()
                                .setTopics(List.of(
                                        new DeleteRecordsRequestData.DeleteRecordsTopic().setName("__orbit_state"))))
                        .build()))
                .isFalse();
        var topics = new CreatePartitionsRequestData.CreatePartitionsTopicCollection();
        topics.add(new CreatePartitionsRequestData.CreatePartitionsTopic()
                .setName("__orbit_state")
                .setCount(2));
        assertThat(admits(new CreatePartitionsRequest.Builder(new CreatePartitionsRequestData().setTopics(topics))
                        .build()))
                .isFalse();
    }

    @Test
    void keepsTheConfigsThatItReliesOn() {
        assertThat(admits(altered(OpType.SET, "cleanup.policy", "delete"))).isFalse();
        assertThat(admits(altered(OpType.DELETE, "cleanup.policy", ""))).isFalse();
        assertThat(admits(altered(OpType.SET, "retention.ms", "1000"))).isFalse();
        var all = Map.of(STATE, new AlterConfigsRequest.Config(List.of()));
        assertThat(admits(new AlterConfigsRequest.Builder(all, false).build())).isFalse();
    }

    @Test
    void isSetBackAndItsReplicasAreMoved() {
        assertThat(admits(altered(OpType.SET, "cleanup.policy", "compact"))).isTrue();
        assertThat(admits(altered(OpType.SET, "min.insync.replicas", "2"))).isTrue();
        assertThat(admits(altered(OpType.SET, "leader.replication.throttled.replicas", "0:1")))
                .isTrue();
    }

    private static AbstractRequest altered(OpType operation, String name, String value) {
        Map<ConfigResource, Collection<AlterConfigOp>> changes =
                Map.of(STATE, List.of(new AlterConfigOp(new ConfigEntry(name, value), operation)));
        return new IncrementalAlterConfigsRequest.Builder(changes, false).build();
    }

    private static DeleteTopicState named(String topic) {
        return new DeleteTopicState().setName(topic);
    }

    private static AbstractRequest deletion(DeleteTopicState... topics) {
        return new DeleteTopicsRequest.Builder(new DeleteTopicsRequestData().setTopics(List.of(topics))).build();
    }
}
