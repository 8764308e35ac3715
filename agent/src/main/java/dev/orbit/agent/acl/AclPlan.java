// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.acl;

import static dev.orbit.agent.state.AclPattern.literal;

import dev.orbit.agent.acl.AclStep.Kind;
import dev.orbit.agent.state.Acl;
import dev.orbit.agent.state.Acl.Permission;
import dev.orbit.agent.state.AclPattern;
import dev.orbit.schemas.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What turns the ACLs at the destination into the wanted ones. Denials are added first and removed last, so that at no
 * moment more is allowed than the source allows, or allowed when it was last looked at.
 *
 * @param notes what is to be recorded first: claims that have become certain, and those that are given up (empty)
 * @param steps in their order
 * @param intended claimed ACLs of which it is not known whether they have been added
 * @param vanished ACLs of Orbit's that somebody removed at the destination; they are added again
 * @param removals ACLs that are to be removed, those that are not yet confirmed included
 * @param counts of the link
 */
public record AclPlan(
        Map<Acl, Optional<Claim>> notes,
        List<AclStep> steps,
        Set<Acl> intended,
        List<Acl> vanished,
        Set<Acl> removals,
        Snapshot.AclCopy counts) {

    /** Keeps a write to the state, and what is asked of the destination at once, small. */
    static final int ACLS_AT_ONCE = 200;

    public AclPlan {
        notes = Map.copyOf(notes);
        steps = List.copyOf(steps);
        intended = Set.copyOf(intended);
        vanished = List.copyOf(vanished);
        removals = Set.copyOf(removals);
    }

    /** Whether all is as it should be. */
    public boolean isDone() {
        return notes.isEmpty() && steps.isEmpty() && removals.isEmpty();
    }

    /**
     * What a plan is made from.
     *
     * @param present every ACL at the destination, with its id
     * @param claims the link's
     * @param otherClaims of other links
     * @param followers of these ACLs, the first by name of the other links that claim it and follow its removal
     * @param confirmed removals that the look before this one found too: a source broker that lags behind the others is
     *     not believed at once
     */
    public record Facts(
            String link,
            AclGoal goal,
            Map<Acl, String> present,
            Map<Acl, Claim> claims,
            Map<Acl, Claim> otherClaims,
            Map<Acl, String> followers,
            MirrorNames names,
            Set<Acl> confirmed) {}

    public static AclPlan of(Facts facts) {
        return new Maker(facts).plan();
    }

    /**
     * Whether the source's removal of an ACL is to be followed. What covers no managed topic is the destination's own; so
     * is, once a topic has migrated, what is about no topic: it cannot be known whose clients need it.
     */
    public static boolean isFollowed(Acl acl, MirrorNames names) {
        return acl.pattern().type() == AclPattern.Type.TOPIC
                ? names.coversOwn(acl.pattern())
                : !names.isEmpty() && !names.hasComplete();
    }

    /** Whether a claim ends: the link's topics that the ACL is about have migrated, or are another link's. */
    private static boolean isOver(Acl acl, MirrorNames names) {
        return acl.pattern().type() == AclPattern.Type.TOPIC
                ? names.coversPassedOn(acl.pattern())
                : names.hasComplete();
    }

    private static final class Maker {
        private final Facts facts;
        private final Map<Acl, Optional<Claim>> notes = new HashMap<>();
        private final TreeSet<Acl> additions = new TreeSet<>();
        private final TreeSet<Acl> removals = new TreeSet<>();
        private final List<Acl> vanished = new ArrayList<>();
        private int copiedCount;
        private int foreignCount;

        Maker(Facts facts) {
            this.facts = facts;
        }

        AclPlan plan() {
            facts.claims().forEach(this::judgeClaim);
            facts.goal().wanted().stream()
                    .filter(acl -> !facts.claims().containsKey(acl))
                    .forEach(this::judgeWanted);
            Set<Acl> intended = new TreeSet<>(facts.claims().keySet());
            intended.removeIf(acl -> !Claim.INTENT.equals(facts.claims().get(acl)));
            return new AclPlan(notes, steps(), intended, vanished, removals, counts());
        }

        private void judgeClaim(Acl acl, Claim claim) {
            String there = facts.present().get(acl);
            boolean isWanted = facts.goal().wanted().contains(acl);
            if (there != null && !claim.fits(there)) {
                giveUp(acl, isWanted);
            } else if (isWanted && there != null) {
                copiedCount++;
                note(acl, claim, there);
            } else if (isWanted) {
                additions.add(acl);
                if (claim.id() != null) {
                    vanished.add(acl);
                }
            } else if (isToBeGivenUp(acl, claim, there != null)) {
                giveUp(acl, false);
            } else if (isFollowed(acl, facts.names()) && !facts.otherClaims().containsKey(acl)) {
                removals.add(acl);
            }
            // else it is kept: until its topics, which are away for the moment, are back, or the other link has decided
        }

        /** An intent that is not there may still be on its way: its removal is asked for, too. */
        private boolean isToBeGivenUp(Acl acl, Claim claim, boolean isPresent) {
            return (!isPresent && claim.id() != null)
                    || facts.goal().filteredOut().contains(acl)
                    || isOver(acl, facts.names())
                    || isLeftToAnother(acl);
        }

        /** Of the links that follow a removal, the first by name sees to it: two that each left it to the other would not. */
        private boolean isLeftToAnother(Acl acl) {
            String other = facts.followers().get(acl);
            return other != null && (!isFollowed(acl, facts.names()) || other.compareTo(facts.link()) < 0);
        }

        private void judgeWanted(Acl acl) {
            String there = facts.present().get(acl);
            Claim others = facts.otherClaims().get(acl);
            if (there == null) {
                additions.add(acl);
            } else if (others != null && there.equals(others.id())) {
                copiedCount++;
                notes.put(acl, Optional.of(others));
            } else {
                foreignCount++;
            }
        }

        private void note(Acl acl, Claim claim, String there) {
            if (claim.id() == null) {
                notes.put(acl, Optional.of(new Claim(there)));
            }
        }

        private void giveUp(Acl acl, boolean isForeign) {
            notes.put(acl, Optional.empty());
            foreignCount += isForeign ? 1 : 0;
        }

        private List<AclStep> steps() {
            List<Acl> confirmed =
                    removals.stream().filter(facts.confirmed()::contains).toList();
            List<Acl> left = confirmed.stream()
                    .flatMap(acl -> leftBehind(acl))
                    .filter(acl -> !facts.present().containsKey(acl))
                    .distinct()
                    .toList();
            List<AclStep> steps = new ArrayList<>();
            for (Permission permission : List.of(Permission.DENY, Permission.ALLOW)) {
                add(steps, Kind.ADD, permission, List.copyOf(additions));
                add(steps, Kind.LEAVE, permission, left);
            }
            for (Permission permission : List.of(Permission.ALLOW, Permission.DENY)) {
                add(steps, Kind.REMOVE, permission, confirmed);
            }
            return steps;
        }

        /** Topics that have migrated keep what they had by a pattern that goes. */
        private Stream<Acl> leftBehind(Acl acl) {
            AclPattern pattern = acl.pattern();
            return pattern.type() == AclPattern.Type.TOPIC && !pattern.isOne()
                    ? facts.names().complete(pattern).map(topic -> acl.on(literal(AclPattern.Type.TOPIC, topic)))
                    : Stream.empty();
        }

        private static void add(List<AclStep> steps, Kind kind, Permission permission, List<Acl> acls) {
            List<Acl> all =
                    acls.stream().filter(acl -> acl.permission() == permission).toList();
            for (int from = 0; from < all.size(); from += ACLS_AT_ONCE) {
                steps.add(new AclStep(kind, all.subList(from, Math.min(all.size(), from + ACLS_AT_ONCE))));
            }
        }

        private Snapshot.AclCopy counts() {
            List<Snapshot.SkippedAcl> skipped = facts.goal().skipped();
            return new Snapshot.AclCopy(
                    facts.link(),
                    copiedCount,
                    foreignCount,
                    additions.size() + removals.size(),
                    skipped.size(),
                    skipped.subList(0, Math.min(skipped.size(), Snapshot.SKIPPED_ACLS_MAX)));
        }
    }
}
