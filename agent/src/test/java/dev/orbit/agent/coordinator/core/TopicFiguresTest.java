// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.command.Command.PartitionReport;
import dev.orbit.agent.command.Reports;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.SourceTrouble;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.MirrorState;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicFiguresTest {

    /** The log end moves while the high watermark stands: what lies between may be lost with its leader. */
    @Test
    void whatIsNotReplicatedYetIsLag() {
        PartitionReport report =
                Reports.partition("orders", States.TOPIC_ID, 0, 0, 10, 0, 7, 7, 10, 0L, 0, null, null, null);

        assertThat(TopicFigures.evidence(report).offsetLag()).isEqualTo(3);
        assertThat(TopicFigures.evidence(report).logEndOffset()).isEqualTo(10);
    }

    /** As in the metrics: that its link is paused does not mend it. */
    @Test
    void aTroubledTopicIsShownAsSuchOverAPausedLinkToo() {
        MirrorTopic topic = States.topic("default", "orders", 1, new Migration.Reject());
        MirrorTopic stale = topic.withTrouble(SourceTrouble.NONE.withStale(0, "offset 7 is gone"));

        assertThat(paused(topic)).isEqualTo(MirrorState.PAUSED);
        assertThat(paused(stale)).isEqualTo(MirrorState.STALE).isEqualTo(stale.troubled());
        assertThat(paused(stale.withMapping("default", null, new Migration.Reject())))
                .isEqualTo(MirrorState.STALE);
    }

    private static MirrorState paused(MirrorTopic topic) {
        Members members = new Members(1, List.of(), 0);
        return TopicFigures.topic(topic, members, new TopicFigures.Circumstances(null, true, false))
                .mirror();
    }
}
