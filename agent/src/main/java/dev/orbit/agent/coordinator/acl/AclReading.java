// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.acl;

import dev.orbit.agent.acl.AclGoal;
import dev.orbit.agent.acl.AclPlan;
import dev.orbit.agent.acl.AclTranslation;
import dev.orbit.agent.acl.Claim;
import dev.orbit.agent.acl.Claims;
import dev.orbit.agent.acl.MirrorNames;
import dev.orbit.agent.coordinator.destination.AclDestination;
import dev.orbit.agent.coordinator.source.AclSources;
import dev.orbit.agent.coordinator.source.AclSources.SourceAcls;
import dev.orbit.agent.coordinator.source.OtherClusterException;
import dev.orbit.agent.state.Acl;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.StateImage;
import dev.orbit.schemas.LinkSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks both clusters about ACLs, and changes those of the destination. Every call blocks. */
final class AclReading {

    private final AclSources sources;
    private final AclDestination destination;

    AclReading(AclSources sources, AclDestination destination) {
        this.sources = sources;
        this.destination = destination;
    }

    /** A plan, and the mirror topics that it was made for. */
    public record Look(AclPlan plan, MirrorNames names) {}

    /**
     * What came of a step.
     *
     * @param claims what is to be recorded; empty: no claim
     * @param failure what stood against some of it; null: nothing
     */
    record Outcome(
            Map<Acl, Optional<Claim>> claims, @Nullable String failure) {}

    /** @param suspects removals that the look before this one found */
    Look look(LinkDocument link, StateImage image, MirrorNames names, Set<Acl> suspects) throws Exception {
        LinkSpec spec = link.spec();
        SourceAcls source = sources.acls(spec);
        OtherClusterException.check(link, source.clusterId());
        Map<Acl, Claim> claims = Claims.of(image, spec.name());
        AclGoal goal = AclGoal.of(
                source.acls(),
                source.unknown(),
                spec.acls(),
                names,
                new AclTranslation(names, spec.consumerGroups()),
                claims.keySet());
        AclPlan plan = AclPlan.of(new AclPlan.Facts(
                spec.name(),
                goal,
                destination.present(),
                claims,
                Claims.ofOthers(image, spec.name()),
                Claims.followers(image, spec.name()),
                names,
                suspects));
        return new Look(plan, names);
    }

    /**
     * Adds ACLs that are intended. One that came to be there since that was decided is somebody else's, unless it was
     * intended before: then it may have been on its way.
     *
     * @param intended before this round
     */
    Outcome add(List<Acl> acls, Set<Acl> intended) throws Exception {
        Map<Acl, Optional<Claim>> claims = new HashMap<>();
        Map<Acl, String> before = destination.present();
        List<Acl> missing = new ArrayList<>();
        for (Acl acl : acls) {
            String there = before.get(acl);
            if (there == null) {
                missing.add(acl);
            } else {
                claims.put(acl, Optional.of(new Claim(there)).filter(claim -> intended.contains(acl)));
            }
        }
        Map<Acl, String> refused = missing.isEmpty() ? Map.of() : destination.add(missing);
        Map<Acl, String> after = destination.present();
        for (Acl acl : missing) {
            String there = after.get(acl);
            if (there != null && !refused.containsKey(acl)) {
                claims.put(acl, Optional.of(new Claim(there)));
            }
        }
        return new Outcome(claims, failure(refused, "to add"));
    }

    /** Adds ACLs that nobody claims. */
    Outcome leave(Collection<Acl> acls) throws Exception {
        Map<Acl, String> there = destination.present();
        List<Acl> missing = acls.stream().filter(acl -> !there.containsKey(acl)).toList();
        Map<Acl, String> refused = missing.isEmpty() ? Map.of() : destination.add(missing);
        return new Outcome(Map.of(), failure(refused, "to add"));
    }

    /** Removes claimed ACLs, but for those that somebody else has made anew. */
    Outcome remove(Map<Acl, Claim> claimed) throws Exception {
        Map<Acl, String> there = destination.present();
        List<Acl> own = new ArrayList<>();
        claimed.forEach((acl, claim) -> {
            String id = there.get(acl);
            if (id == null ? claim.id() == null : claim.fits(id)) {
                own.add(acl);
            }
        });
        Map<Acl, String> refused = own.isEmpty() ? Map.of() : destination.remove(own);
        Map<Acl, Optional<Claim>> claims = new HashMap<>();
        claimed.keySet().stream()
                .filter(acl -> !refused.containsKey(acl))
                .forEach(acl -> claims.put(acl, Optional.empty()));
        return new Outcome(claims, failure(refused, "to remove"));
    }

    private static @Nullable String failure(Map<Acl, String> refused, String what) {
        return refused.entrySet().stream()
                .findFirst()
                .map(refusal -> "The destination refuses " + what + " " + refusal.getKey() + ": " + refusal.getValue()
                        + (refused.size() > 1 ? " So it does with " + (refused.size() - 1) + " more." : ""))
                .orElse(null);
    }
}
