// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.acl;

import dev.orbit.agent.state.Acl;
import dev.orbit.agent.state.AclPattern;
import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What should be at the destination, seen from the source.
 *
 * @param wanted what the source has and the filters pick, under the names at the destination
 * @param filteredOut of the claimed ACLs, those that would be wanted but for the filters
 * @param skipped ACLs that the filters pick and that mean nothing at the destination
 */
public record AclGoal(Set<Acl> wanted, Set<Acl> filteredOut, List<Snapshot.SkippedAcl> skipped) {

    /** Most ACLs of one link; as many fit into the state and into the cluster's metadata without being felt. */
    public static final int ACLS_MAX = 100_000;

    public AclGoal {
        wanted = Set.copyOf(wanted);
        filteredOut = Set.copyOf(filteredOut);
        skipped = List.copyOf(skipped);
    }

    /** Spelled out, the ACLs are more than a link copies. */
    public static final class TooManyAclsException extends Exception {
        private static final long serialVersionUID = 1L;

        TooManyAclsException() {
            super("They come to more than " + ACLS_MAX + " at the destination, and none is changed: an ACL on a prefix"
                    + " or on all topics takes one for each mirror topic where names differ between the clusters or"
                    + " another link's mirrors have such names. Narrow include, or widen exclude.");
        }
    }

    /**
     * The goal.
     *
     * @param source every ACL of the source
     * @param unknown those that this version cannot copy
     * @param claimed the link's ACLs at the destination
     */
    public static AclGoal of(
            List<Acl> source,
            List<Snapshot.SkippedAcl> unknown,
            AclSettings settings,
            MirrorNames names,
            AclTranslation translation,
            Set<Acl> claimed)
            throws TooManyAclsException {
        if (names.isEmpty()) {
            return new AclGoal(Set.of(), Set.of(), List.of());
        }
        Set<Acl> wanted = new HashSet<>();
        Set<Acl> filteredOut = new HashSet<>();
        List<Snapshot.SkippedAcl> skipped = new ArrayList<>(unknown);
        for (Acl acl : source.stream().sorted(Comparator.naturalOrder()).toList()) {
            boolean isPicked = AclSelection.isPicked(settings, acl);
            AclTranslation.Outcome outcome = translation.of(acl.pattern());
            for (AclPattern pattern : outcome.patterns()) {
                Acl there = acl.on(pattern);
                if (isPicked && isDue(there, names)) {
                    wanted.add(there);
                } else if (!isPicked && claimed.contains(there)) {
                    filteredOut.add(there);
                }
            }
            if (wanted.size() > ACLS_MAX) {
                throw new TooManyAclsException();
            }
            if (isPicked && outcome.reason() != null) {
                skipped.add(new Snapshot.SkippedAcl(acl.toString(), outcome.reason()));
            }
        }
        return new AclGoal(wanted, filteredOut, skipped);
    }

    /** What is denied on a topic is denied before the topic is there, and what is allowed after that. */
    private static boolean isDue(Acl acl, MirrorNames names) {
        AclPattern pattern = acl.pattern();
        return acl.permission() == Acl.Permission.DENY
                || pattern.type() != AclPattern.Type.TOPIC
                || !pattern.isOne()
                || names.isCreated(pattern.name());
    }
}
