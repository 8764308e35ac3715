// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.group.PartitionName;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.GroupState;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the commits on a topic that is deleted while Kafka cannot delete them. */
class FormerCommitsTest {

    private static final PartitionName ORDERS = new PartitionName("orders", 0);

    private final GroupLab lab = new GroupLab();

    @BeforeEach
    void copied() {
        lab.sourceCommit("billing", ORDERS, 50);
        lab.round();
        lab.log().clear();
    }

    private Map<PartitionName, Long> commits() {
        return lab.destinationCommits().getOrDefault("billing", Map.of());
    }

    @Test
    void areDeletedBeforeThereIsATopicAndOnlyThenIsAnythingCopied() {
        lab.deleted();
        assertThat(lab.mayBeCreated("orders")).isFalse();
        lab.round();
        assertThat(lab.log()).containsExactly("delete billing [orders-0]");
        assertThat(lab.isRecorded("billing")).isFalse();
        assertThat(lab.mayBeCreated("orders")).isTrue();

        lab.madeAnew(5);
        lab.sourceCommit("billing", ORDERS, 3);
        lab.log().clear();
        lab.round();

        assertThat(lab.log())
                .containsExactly(
                        "state billing orders-0 null->3", "commit billing orders-0@3", "state billing orders-0 3");
        assertThat(lab.status("billing").state()).isEqualTo(GroupState.COPIED);
    }

    /** Nothing at the source would ever have it corrected. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void areDeletedWhateverIsCopiedNow(boolean isEnabled) {
        lab.deleted();
        lab.source().forgetCommits();
        lab.settings(isEnabled ? lab.settings() : ConsumerGroupSettings.DEFAULTS);

        lab.madeAnew(5);
        lab.round();

        assertThat(commits()).isEmpty();
        assertThat(lab.isRecorded("billing")).isFalse();
    }

    @Test
    void areForgottenWhereKafkaDeletedThem() {
        lab.deleted();
        lab.forgetDestinationCommits();

        lab.round();

        assertThat(lab.isRecorded("billing")).isFalse();
        assertThat(lab.log()).isEmpty();
    }

    /** A group that is subscribed keeps them; its topic is not kept from it. */
    @Test
    void areWaitedForWhileTheyCannotBeDeleted() {
        lab.deleted();
        lab.refuseDeletions(true);
        lab.round();
        assertThat(lab.isRecorded("billing")).isTrue();
        assertThat(lab.mayBeCreated("orders")).isTrue();
        lab.madeAnew(60);

        lab.round();

        assertThat(lab.status("billing").state()).isEqualTo(GroupState.WAITING);
        assertThat(lab.status("billing").reason()).contains("is deleted on orders-0");
        assertThat(lab.log()).noneMatch(line -> line.startsWith("commit"));
        lab.refuseDeletions(false);
        lab.round();
        lab.round();
        assertThat(lab.log()).contains("delete billing [orders-0]", "commit billing orders-0@50");
        assertThat(commits()).containsEntry(ORDERS, 50L);
    }

    /** The next coordinator finds nothing there, and goes on. */
    @Test
    void areGivenUpByTheNextCoordinatorToo() {
        lab.deleted();
        lab.madeAnew(5);
        lab.dieAtNextCommit(true);
        lab.round();
        assertThat(lab.isRecorded("billing")).isTrue();

        lab.newCoordinator();
        lab.round();

        assertThat(lab.isRecorded("billing")).isFalse();
        assertThat(commits()).isEmpty();
    }

    @Test
    void areNeverTakenFromSomebodyElse() {
        lab.deleted();
        lab.destinationCommit("billing", ORDERS, 4);

        lab.madeAnew(60);
        lab.round();

        assertThat(commits()).containsEntry(ORDERS, 4L);
        assertThat(lab.status("billing").state()).isEqualTo(GroupState.MOVED);
    }
}
