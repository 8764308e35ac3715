// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.acl;

import static dev.orbit.agent.acl.Acls.COMPLETE;
import static dev.orbit.agent.acl.Acls.allow;
import static dev.orbit.agent.acl.Acls.deny;
import static dev.orbit.agent.acl.Acls.mirror;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.acl.AclStep.Kind;
import dev.orbit.agent.state.Acl;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AclPlanTest {

    private final Set<Acl> wanted = new HashSet<>();
    private final Set<Acl> filteredOut = new HashSet<>();
    private final Map<Acl, String> present = new HashMap<>();
    private final Map<Acl, Claim> claims = new HashMap<>();
    private final Map<Acl, Claim> otherClaims = new HashMap<>();
    private final Map<Acl, String> followers = new HashMap<>();
    private final List<MirrorTopic> topics = new ArrayList<>(List.of(mirror("orders", "orders")));
    private final Set<Acl> confirmed = new HashSet<>();

    private AclPlan plan() {
        return AclPlan.of(new AclPlan.Facts(
                Acls.LINK,
                new AclGoal(wanted, filteredOut, List.of()),
                present,
                claims,
                otherClaims,
                followers,
                new MirrorNames(Acls.LINK, topics),
                confirmed));
    }

    /** As Orbit added it. */
    private Acl own(Acl acl) {
        claims.put(acl, new Claim("id-" + acl));
        present.put(acl, "id-" + acl);
        return acl;
    }

    /** As Orbit added it, and the source has not any more. */
    private Acl gone(Acl acl) {
        confirmed.add(acl);
        return own(acl);
    }

    private static AclStep step(Kind kind, Acl... acls) {
        return new AclStep(kind, Arrays.asList(acls));
    }

    @Test
    void deniesFirstAndAllowsAgainLast() {
        wanted.addAll(List.of(allow("topic orders"), deny("topic orders")));
        Acl oldAllow = gone(allow("User:old", "topic orders"));
        Acl oldDeny = gone(deny("topic ord*"));

        assertThat(plan().steps())
                .containsExactly(
                        step(Kind.ADD, deny("topic orders")),
                        step(Kind.ADD, allow("topic orders")),
                        step(Kind.REMOVE, oldAllow),
                        step(Kind.REMOVE, oldDeny));
    }

    @Test
    void doesAFewHundredAtOnce() {
        IntStream.range(0, 450).forEach(i -> wanted.add(allow("User:" + i, "topic orders")));

        assertThat(plan().steps()).extracting(step -> step.acls().size()).containsExactly(200, 200, 50);
    }

    @Test
    void leavesAloneWhatSomebodyElseMade() {
        Acl acl = allow("topic orders");
        wanted.add(acl);
        present.put(acl, "foreign");

        AclPlan plan = plan();

        assertThat(plan.isDone()).isTrue();
        assertThat(plan.counts().foreignCount()).isEqualTo(1);
        wanted.clear();
        assertThat(plan().isDone()).isTrue();
    }

    @Test
    void knowsItsOwnAgainByItsId() {
        Acl acl = own(allow("topic orders"));
        confirmed.add(acl);
        present.put(acl, "made anew");

        assertThat(plan().steps()).isEmpty();
        assertThat(plan().notes()).isEqualTo(Map.of(acl, Optional.empty()));
        wanted.add(acl);
        assertThat(plan().steps()).isEmpty();
        assertThat(plan().notes()).isEqualTo(Map.of(acl, Optional.empty()));
        assertThat(plan().counts().foreignCount()).isEqualTo(1);
    }

    @Test
    void addsAgainWhatSomebodyRemovedAtTheDestination() {
        Acl acl = own(allow("topic orders"));
        wanted.add(acl);
        present.clear();

        AclPlan plan = plan();

        assertThat(plan.steps()).containsExactly(step(Kind.ADD, acl));
        assertThat(plan.vanished()).containsExactly(acl);
        assertThat(plan.intended()).isEmpty();
    }

    @Test
    void forgetsWhatIsGoneOnBothSides() {
        Acl acl = gone(allow("topic orders"));
        present.clear();

        assertThat(plan().steps()).isEmpty();
        assertThat(plan().notes()).isEqualTo(Map.of(acl, Optional.empty()));
    }

    @Test
    void anIntentThatIsThereIsItsOwn() {
        Acl acl = allow("topic orders");
        wanted.add(acl);
        claims.put(acl, Claim.INTENT);
        present.put(acl, "id");

        assertThat(plan().notes()).isEqualTo(Map.of(acl, Optional.of(new Claim("id"))));
        assertThat(plan().steps()).isEmpty();
    }

    @Test
    void anIntentThatIsNotThereIsRepeated() {
        Acl acl = allow("topic orders");
        wanted.add(acl);
        claims.put(acl, Claim.INTENT);

        AclPlan plan = plan();

        assertThat(plan.steps()).containsExactly(step(Kind.ADD, acl));
        assertThat(plan.intended()).containsExactly(acl);
        assertThat(plan.vanished()).isEmpty();
    }

    /** It may still be on its way, and would be nobody's once it is there. */
    @Test
    void anIntentThatTheSourceTookBackIsRemovedWhetherItIsThereOrNot() {
        Acl acl = allow("topic orders");
        claims.put(acl, Claim.INTENT);
        confirmed.add(acl);

        assertThat(plan().steps()).containsExactly(step(Kind.REMOVE, acl));
        present.put(acl, "id");
        assertThat(plan().steps()).containsExactly(step(Kind.REMOVE, acl));
    }

    @Test
    void removesOnlyWhatTwoLooksFoundGone() {
        Acl acl = own(allow("topic orders"));

        AclPlan first = plan();
        confirmed.addAll(first.removals());

        assertThat(first.steps()).isEmpty();
        assertThat(first.isDone()).isFalse();
        assertThat(first.counts().pendingCount()).isEqualTo(1);
        assertThat(plan().steps()).containsExactly(step(Kind.REMOVE, acl));
    }

    @Test
    void letsGoOfWhatTheFiltersPassOverNow() {
        Acl acl = gone(allow("topic orders"));
        filteredOut.add(acl);

        assertThat(plan().steps()).isEmpty();
        assertThat(plan().notes()).isEqualTo(Map.of(acl, Optional.empty()));
    }

    @Test
    void letsGoOfATopicThatHasMigrated() {
        topics.add(mirror(Acls.LINK, "payments", "payments", COMPLETE));
        Acl migrated = gone(allow("topic payments"));
        Acl group = gone(allow("group billing"));
        Acl other = gone(allow("topic orders"));

        AclPlan plan = plan();

        assertThat(plan.steps()).containsExactly(step(Kind.REMOVE, other));
        assertThat(plan.notes()).isEqualTo(Map.of(migrated, Optional.empty(), group, Optional.empty()));
    }

    @Test
    void followsTheSourceInWhatIsAboutNoTopicUntilOneHasMigrated() {
        Acl group = gone(allow("group billing"));

        assertThat(plan().steps()).containsExactly(step(Kind.REMOVE, group));
    }

    @Test
    void letsGoOfEverythingOnceAllHaveMigrated() {
        topics.clear();
        topics.add(mirror(Acls.LINK, "orders", "orders", COMPLETE));
        Acl all = gone(allow("topic *"));
        Acl prefix = gone(deny("topic ord*"));

        assertThat(plan().steps()).isEmpty();
        assertThat(plan().notes()).isEqualTo(Map.of(all, Optional.empty(), prefix, Optional.empty()));
    }

    /** In the order of all additions and removals: the denial is there before the pattern's allowance goes. */
    @Test
    void topicsThatHaveMigratedKeepWhatAPatternGaveThem() {
        topics.add(mirror(Acls.LINK, "old", "ord-old", COMPLETE));
        Acl allowed = gone(allow("topic ord*"));
        Acl denied = gone(deny("topic *"));

        assertThat(plan().steps())
                .containsExactly(
                        step(Kind.LEAVE, deny("topic ord-old")),
                        step(Kind.LEAVE, allow("topic ord-old")),
                        step(Kind.REMOVE, allowed),
                        step(Kind.REMOVE, denied));
    }

    @Test
    void sharesAnAclWithAnotherLinkThatAddedIt() {
        Acl acl = allow("group *");
        wanted.add(acl);
        present.put(acl, "id");
        otherClaims.put(acl, new Claim("id"));

        assertThat(plan().notes()).isEqualTo(Map.of(acl, Optional.of(new Claim("id"))));
        claims.put(acl, new Claim("id"));
        wanted.clear();
        confirmed.add(acl);
        followers.put(acl, "a link before this one");
        assertThat(plan().steps()).isEmpty();
        assertThat(plan().notes()).isEqualTo(Map.of(acl, Optional.empty()));
    }

    /** Else two links that look at the same moment would each leave it to the other. */
    @Test
    void leavesTheRemovalToNoLinkThatComesAfterThisOneByName() {
        Acl acl = gone(allow("group *"));
        otherClaims.put(acl, new Claim("id-" + acl));
        followers.put(acl, "later");

        assertThat(plan().isDone()).isTrue();
        otherClaims.clear();
        followers.clear();
        assertThat(plan().steps()).containsExactly(step(Kind.REMOVE, acl));
    }

    @Test
    void leavesTheRemovalToWhoeverFollowsItWhileItDoesNot() {
        Acl acl = gone(allow("group *"));
        topics.clear();
        otherClaims.put(acl, new Claim("id-" + acl));

        assertThat(plan().isDone()).isTrue();
        followers.put(acl, "later");
        assertThat(plan().notes()).isEqualTo(Map.of(acl, Optional.empty()));
    }

    @Test
    void keepsItsClaimsWhileNoMappingHoldsTheTopics() {
        Acl literal = gone(allow("topic orders"));
        Acl prefix = gone(allow("topic ord*"));
        Acl group = gone(allow("group billing"));
        MirrorTopic orders = topics.remove(0);

        assertThat(plan().isDone()).isTrue();
        topics.add(orders.withMapping(Acls.LINK, null, new Migration.Reject()));
        assertThat(plan().isDone()).isTrue();
        topics.set(0, orders);
        assertThat(plan().steps()).containsExactly(step(Kind.REMOVE, literal, prefix, group));
    }

    @Test
    void letsGoOfATopicThatAnotherLinkHolds() {
        topics.add(mirror("other", "payments", "payments", new Migration.Reject()));
        Acl acl = gone(allow("topic payments"));

        assertThat(plan().notes()).isEqualTo(Map.of(acl, Optional.empty()));
    }

    @Test
    void countsWhatIsThere() {
        wanted.add(own(allow("topic orders")));
        wanted.add(allow("group billing"));
        own(allow("User:old", "topic orders"));

        assertThat(plan().counts())
                .extracting(counts -> counts.copiedCount(), counts -> counts.pendingCount())
                .containsExactly(1, 2);
    }
}
