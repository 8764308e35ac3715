// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.acl;

import static dev.orbit.agent.acl.Acls.COMPLETE;
import static dev.orbit.agent.acl.Acls.allow;
import static dev.orbit.agent.acl.Acls.deny;
import static dev.orbit.agent.acl.Acls.expected;
import static dev.orbit.agent.acl.Acls.mirror;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.acl.Acls;
import dev.orbit.agent.acl.Claim;
import dev.orbit.agent.acl.Claims;
import dev.orbit.agent.state.Acl;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.schemas.AclFilter;
import dev.orbit.schemas.AclSettings;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rounds of copying, with clusters that are sets. */
class AclCopyTest {

    private static final Acl ALLOW = allow("topic orders");
    private static final Acl DENY = deny("topic orders");

    private final AclLab lab = new AclLab();

    @Test
    void recordsTheIntentThenAddsThenRecordsThatItIsThere() {
        lab.source().add(ALLOW);

        lab.round();

        assertThat(lab.log()).containsExactly("intend " + ALLOW, "add " + ALLOW, "own " + ALLOW);
        assertThat(lab.counts().copiedCount()).isEqualTo(1);
        assertThat(lab.counts().pendingCount()).isZero();
    }

    @Test
    void addsNothingThatIsAllowedBeforeAllThatIsDeniedIsThere() {
        lab.source().addAll(List.of(ALLOW, DENY));

        lab.round();

        assertThat(lab.log())
                .containsSubsequence("add " + DENY, "add " + ALLOW)
                .containsSubsequence("add " + DENY, "intend " + ALLOW);
        lab.source().clear();
        lab.round();
        assertThat(lab.log()).containsSubsequence("remove " + ALLOW, "remove " + DENY);
        assertThat(lab.destination()).isEmpty();
        assertThat(lab.image().acls()).isEmpty();
    }

    @Test
    void allowsNothingWhileADenialIsRefused() {
        lab.source().addAll(List.of(ALLOW, DENY));
        lab.refuse(DENY, "because");

        lab.round();

        assertThat(lab.destination()).isEmpty();
        assertThat(lab.error())
                .isEqualTo("The ACLs cannot be copied: The destination refuses to add " + DENY + ": because");
    }

    @Test
    void doesNothingWhenNothingChanged() {
        lab.source().add(ALLOW);
        lab.round();
        lab.log().clear();

        lab.round();

        assertThat(lab.log()).isEmpty();
    }

    @Test
    void looksAgainWhenTheIntervalIsOver() {
        lab.source().add(ALLOW);
        lab.round();
        int looks = lab.looks();

        lab.pass(59);
        assertThat(lab.looks()).isEqualTo(looks);
        lab.pass(61);
        assertThat(lab.looks()).isEqualTo(looks + 1);
    }

    @Test
    void takesOneLookAndFewWritesForMany() {
        IntStream.range(0, 1_000).forEach(i -> lab.source().add(allow("User:" + i, "topic orders")));

        lab.round();

        assertThat(lab.destination()).hasSize(1_000);
        assertThat(lab.counts().copiedCount()).isEqualTo(1_000);
        assertThat(lab.looks()).isEqualTo(2);
    }

    /** The next coordinator finds the intent alone, or the ACL too, and goes on from either. */
    @ParameterizedTest
    @CsvSource({"false", "true"})
    void ownsWhatItAddedAfterADeathBetweenIntentAndLanding(boolean landed) {
        lab.source().add(ALLOW);
        lab.dieAtNextChange(landed);
        lab.round();
        assertThat(Claims.of(lab.image(), Acls.LINK, ALLOW)).contains(Claim.INTENT);
        assertThat(lab.destination().containsKey(ALLOW)).isEqualTo(landed);

        lab.newCoordinator();
        lab.round();
        assertThat(Claims.of(lab.image(), Acls.LINK, ALLOW))
                .contains(new Claim(lab.destination().get(ALLOW)));
        lab.source().clear();
        lab.round();

        assertThat(lab.destination()).isEmpty();
        assertThat(lab.image().acls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void leavesNothingUnownedWhereTheSourceTookItBackMeanwhile(boolean landed) {
        lab.source().add(ALLOW);
        lab.dieAtNextChange(landed);
        lab.round();
        lab.source().clear();

        lab.newCoordinator();
        lab.round();

        assertThat(lab.log()).contains("remove " + ALLOW);
        assertThat(lab.destination()).isEmpty();
        assertThat(lab.image().acls()).isEmpty();
    }

    @Test
    void neverTouchesWhatSomebodyElseMade() {
        lab.addAtDestination(ALLOW);
        lab.addAtDestination(DENY);
        lab.source().add(ALLOW);

        lab.round();
        assertThat(lab.counts().foreignCount()).isEqualTo(1);
        lab.source().clear();
        lab.round();

        assertThat(lab.log()).isEmpty();
        assertThat(lab.destination()).hasSize(2);
    }

    @Test
    void doesNotClaimWhatSomebodyMakesBetweenTheLookAndTheAddition() {
        Acl other = allow("group billing");
        lab.source().addAll(List.of(DENY, ALLOW, other));
        lab.beforeNextChange(() -> lab.addAtDestination(ALLOW));

        lab.round();
        lab.source().clear();
        lab.round();

        assertThat(lab.destination()).containsOnlyKeys(ALLOW);
        assertThat(lab.image().acls()).isEmpty();
    }

    @Test
    void removesOnlyItsOwnEvenWhenSomebodyMakesItAnewBeforeTheRemoval() {
        lab.source().addAll(List.of(ALLOW, DENY));
        lab.round();
        lab.source().clear();
        lab.beforeNextChange(() -> {
            lab.destination().remove(DENY);
            lab.addAtDestination(DENY);
        });

        lab.round();

        assertThat(lab.destination()).containsOnlyKeys(DENY);
        assertThat(lab.image().acls()).isEmpty();
    }

    @Test
    void addsAgainWhatSomebodyRemoved() {
        lab.source().add(ALLOW);
        lab.round();
        lab.destination().clear();

        lab.round();

        assertThat(lab.destination()).containsOnlyKeys(ALLOW);
        assertThat(Claims.of(lab.image(), Acls.LINK, ALLOW))
                .contains(new Claim(lab.destination().get(ALLOW)));
    }

    @Test
    void switchedOffItForgetsAndLeavesEverything() {
        lab.source().addAll(List.of(ALLOW, DENY));
        lab.round();

        lab.settings(AclSettings.DEFAULTS);
        lab.source().clear();
        lab.round();

        assertThat(lab.destination()).containsOnlyKeys(ALLOW, DENY);
        assertThat(lab.image().acls()).isEmpty();
        assertThat(lab.copy().counts(Acls.LINK)).isEmpty();
    }

    @Test
    void withItsLinkItForgetsAndLeavesEverything() {
        lab.source().add(ALLOW);
        lab.round();

        lab.deleteLink();
        lab.round();

        assertThat(lab.destination()).containsOnlyKeys(ALLOW);
        assertThat(lab.image().acls()).isEmpty();
    }

    @Test
    void letsGoOfWhatTheFiltersPassOver() {
        lab.source().addAll(List.of(ALLOW, DENY));
        lab.round();

        lab.settings(new AclSettings(
                true, AclSettings.DEFAULTS.include(), List.of(new AclFilter(null, null, null, null, "allow")), 60));
        lab.round();
        lab.source().clear();
        lab.round();

        assertThat(lab.destination()).containsOnlyKeys(ALLOW);
    }

    @Test
    void aTopicThatMigratesRightBeforeARemovalKeepsItsAcls() {
        lab.topic(mirror("payments", "payments"));
        Acl payments = allow("topic payments");
        lab.source().addAll(List.of(ALLOW, payments));
        lab.round();
        lab.source().clear();
        lab.source().add(DENY);
        lab.pass(61);
        // the second look plans the removal, after the denial
        lab.beforeNextChange(() -> {});
        lab.topic(mirror(Acls.LINK, "payments", "payments", COMPLETE));

        lab.round();

        assertThat(lab.destination()).containsOnlyKeys(payments, DENY);
        assertThat(Claims.of(lab.image(), Acls.LINK)).containsOnlyKeys(DENY);
    }

    /** Whoever replaces a mapping deletes it first: what was added meanwhile is not forgotten. */
    @Test
    void ownsWhatItAddedAlsoAfterTheTopicWasReleasedForAWhile() {
        Acl group = allow("group billing");
        lab.source().addAll(List.of(ALLOW, group));
        lab.round();
        lab.topic(mirror("orders", "orders").withMapping(Acls.LINK, null, new Migration.Reject()));
        lab.round();
        lab.topic(mirror("orders", "orders"));
        lab.round();

        lab.source().clear();
        lab.round();

        assertThat(lab.destination()).isEmpty();
        assertThat(lab.image().acls()).isEmpty();
    }

    @Test
    void removesWhatTwoLinksSharedOnceBothSourcesTookItBack() {
        Acl group = allow("group *");
        lab.alsoOver("other", "payments");
        lab.source().add(group);
        lab.round();
        assertThat(Claims.of(lab.image(), Acls.LINK, group)).isEqualTo(Claims.of(lab.image(), "other", group));

        lab.source().clear();
        lab.round();
        lab.round();

        assertThat(lab.destination()).isEmpty();
        assertThat(lab.image().acls()).isEmpty();
    }

    @Test
    void aNewTopicIsDeniedBeforeItIsThereAndAllowedRightAfter() {
        Acl denied = deny("topic eu.payments");
        Acl allowed = allow("topic eu.payments");
        MirrorTopic expected = expected("payments", "eu.payments");
        lab.round();
        lab.source().addAll(List.of(deny("topic payments"), allow("topic payments")));

        lab.topic(expected);
        assertThat(lab.copy().isSeenTo(lab.image(), expected)).isFalse();
        lab.pass(3);
        assertThat(lab.copy().isSeenTo(lab.image(), expected)).isTrue();
        assertThat(lab.destination()).containsOnlyKeys(denied);
        lab.topic(expected.withCreated(dev.orbit.agent.state.States.TOPIC_ID));
        lab.pass(3);

        assertThat(lab.destination()).containsOnlyKeys(denied, allowed);
    }

    @Test
    void nothingWaitsForAclsThatCannotBeCopiedOrNeedNotBe() {
        MirrorTopic expected = expected("payments", "eu.payments");
        lab.failSource("The source has none. Give it some.");
        lab.topic(expected);
        lab.round();

        assertThat(lab.copy().isSeenTo(lab.image(), expected)).isTrue();
        lab.settings(AclSettings.DEFAULTS);
        lab.newCoordinator();
        assertThat(lab.copy().isSeenTo(lab.image(), expected)).isTrue();
    }

    @Test
    void tellsAFailureOfTheSourceChangesNothingAndTriesAgainSoon() {
        lab.source().add(ALLOW);
        lab.round();
        lab.failSource("The source is away. Bring it back.");
        lab.round();
        assertThat(lab.error()).isEqualTo("The ACLs cannot be copied: The source is away. Bring it back.");
        assertThat(lab.destination()).containsOnlyKeys(ALLOW);
        assertThat(lab.counts().copiedCount()).isEqualTo(1);

        lab.failSource(null);
        lab.pass(3);

        assertThat(lab.error()).isNull();
    }

    @Test
    void believesNoOtherCluster() {
        lab.source().add(ALLOW);
        lab.round();
        lab.source().clear();
        lab.sourceIs("another");

        lab.round();

        assertThat(lab.error()).contains("Cluster another answered");
        assertThat(lab.destination()).containsOnlyKeys(ALLOW);
    }

    @Test
    void doesNothingUnlessSwitchedOn() {
        lab.settings(AclSettings.DEFAULTS);
        lab.source().add(ALLOW);

        lab.round();

        assertThat(lab.looks()).isZero();
        assertThat(lab.destination()).isEmpty();
    }
}
