// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.command.Command;
import dev.orbit.agent.command.Command.Finding;
import dev.orbit.agent.command.Command.Heartbeat;
import dev.orbit.agent.command.Command.PartitionReport;
import dev.orbit.agent.command.Reports;
import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.state.AgentRegistration;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.SourceEpochs;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.Json;
import dev.orbit.schemas.Snapshot.LostRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SourceFindingsTest {

    private static final MirrorTopic TOPIC = States.topic("default", "orders", 3, new Migration.Reject());
    private static final SourceEpochs EPOCHS = SourceEpochs.none("orders", 2).with(5, 0);

    private final Members members = new Members(1, List.of(new AgentRegistration(1, "one")), 0);
    private StateImage image = States.image(StateRecord.of(TOPIC));

    @Test
    void recordsAllThatTheLeadersFoundOutOnce() throws Exception {
        report(
                report(0, 1, new Finding.Lost(new LostRange(3, 9))),
                report(1, 1, new Finding.Diverged("it parts at 7")),
                report(2, 1, new Finding.Epochs(EPOCHS)));

        assertThat(decide()).hasSize(2);
        assertThat(image.topics())
                .containsEntry(
                        "orders",
                        TOPIC.withTrouble(
                                TOPIC.trouble().withLost(0, new LostRange(3, 9)).withDiverged(1, "it parts at 7")));
        assertThat(image.epochsOf("orders", 2)).isEqualTo(EPOCHS);
        assertThat(decide()).isEmpty();
    }

    @Test
    void oneWriteIsBounded() throws Exception {
        List<PartitionReport> reports = new ArrayList<>();
        for (int partition = 0; partition < 2_500; partition++) {
            SourceEpochs epochs = SourceEpochs.none("orders", partition).with(0, 0);
            reports.add(report(partition, 1, new Finding.Epochs(epochs)));
        }
        report(reports.toArray(PartitionReport[]::new));

        assertThat(decide()).hasSize(1_000);
        assertThat(decide()).hasSize(1_000);
        assertThat(decide()).hasSize(500);
        assertThat(image.epochs()).hasSize(2_500);
    }

    private static PartitionReport report(int partition, int leaderEpoch, Finding finding) {
        return Reports.partition(
                "orders", States.TOPIC_ID, partition, leaderEpoch, 9, 0, 9, 9, 9, 0L, 0, null, finding, null);
    }

    /** As it arrives. */
    private void report(PartitionReport... reports) throws Exception {
        Heartbeat heartbeat = Reports.heartbeat(1, "one", 0, true, Map.of(), List.of(), List.of(reports));
        String json = Json.MAPPER.writeValueAsString(heartbeat);
        assertThat(members.renew((Heartbeat) Json.MAPPER.readValue(json, Command.class), 0))
                .isTrue();
    }

    private List<StateRecord> decide() {
        List<StateRecord> records = new SourceFindings().decide(new Situation(image, members, 0, 0));
        image = image.apply(records, image.endOffset() + records.size());
        return records;
    }
}
