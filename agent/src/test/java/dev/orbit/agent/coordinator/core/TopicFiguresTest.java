// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.command.Command.PartitionReport;
import dev.orbit.agent.state.States;
import org.junit.jupiter.api.Test;

class TopicFiguresTest {

    /** The log end moves while the high watermark stands: what lies between may be lost with its leader. */
    @Test
    void whatIsNotReplicatedYetIsLag() {
        PartitionReport report =
                new PartitionReport("orders", States.TOPIC_ID, 0, 0, 10, 0, 7, 7, 10, 0L, 0, null, null, null);

        assertThat(TopicFigures.evidence(report).offsetLag()).isEqualTo(3);
        assertThat(TopicFigures.evidence(report).logEndOffset()).isEqualTo(10);
    }
}
