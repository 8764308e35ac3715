// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.group.PartitionName;
import dev.orbit.schemas.GroupState;
import dev.orbit.schemas.Snapshot;
import org.junit.jupiter.api.Test;

/** Rounds of copying in which a cluster does not tell of every group. */
class GroupFailuresTest {

    private final GroupLab lab = new GroupLab();

    private static PartitionName orders(int partition) {
        return new PartitionName("orders", partition);
    }

    @Test
    void copiesTheOthersThoughOneGroupsCommitsCannotBeTold() {
        lab.sourceCommit("audit", orders(0), 50);
        lab.sourceCommit("billing", orders(0), 50);
        lab.sourceCommit("sales", orders(0), 50);
        lab.source().fail("audit", "The source's coordinator is away.");
        lab.destinationFails("sales", "The destination's coordinator is away.");

        lab.round();

        assertThat(lab.destinationCommits()).containsOnlyKeys("billing");
        assertThat(lab.status("billing").state()).isEqualTo(GroupState.COPIED);
        assertThat(lab.status("audit"))
                .extracting(Snapshot.Group::state, Snapshot.Group::reason)
                .containsExactly(GroupState.FAILED, "The source's coordinator is away.");
        assertThat(lab.status("sales"))
                .extracting(Snapshot.Group::state, Snapshot.Group::reason)
                .containsExactly(GroupState.FAILED, "The destination's coordinator is away.");
        assertThat(lab.error()).isNull();
    }

    @Test
    void saysWhyGroupsAreMissingAndCopiesTheOthers() {
        lab.sourceCommit("billing", orders(0), 50);
        lab.source().lack("Broker 2 does not list its groups.");

        lab.round();

        assertThat(lab.status("billing").state()).isEqualTo(GroupState.COPIED);
        assertThat(lab.error()).isEqualTo("Some consumer groups cannot be listed: Broker 2 does not list its groups.");
    }

    @Test
    void writesNothingWhereTheSecondLookIsNotTold() {
        lab.sourceCommit("billing", orders(0), 50);
        lab.beforeNextCommit(() -> lab.destinationFails("billing", "The destination's coordinator is away."));

        lab.round();

        assertThat(lab.destinationCommits()).isEmpty();
        assertThat(lab.status("billing").state()).isEqualTo(GroupState.FAILED);
    }

    /** It may have members: nothing is recorded as to be written, either. */
    @Test
    void leavesAGroupAloneWhoseBrokerDoesNotListIt() {
        lab.sourceCommit("billing", orders(0), 50);
        lab.destinationFails("members of billing", "Broker 2 does not list its groups.");

        lab.round();

        assertThat(lab.isRecorded("billing")).isFalse();
        assertThat(lab.destinationCommits()).isEmpty();
        assertThat(lab.status("billing"))
                .extracting(Snapshot.Group::state, Snapshot.Group::reason)
                .containsExactly(GroupState.FAILED, "Broker 2 does not list its groups.");
    }
}
