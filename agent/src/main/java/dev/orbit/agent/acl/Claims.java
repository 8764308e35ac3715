// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.acl;

import dev.orbit.agent.state.Acl;
import dev.orbit.agent.state.CopiedAcls;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the state holds of links' claims to ACLs. */
public final class Claims {

    private Claims() {}

    /** Of one link. */
    public static Map<Acl, Claim> of(StateImage image, String link) {
        Map<Acl, Claim> claims = new HashMap<>();
        image.acls().values().stream().filter(acls -> acls.link().equals(link)).forEach(acls -> addTo(claims, acls));
        return claims;
    }

    /** Of all the others. */
    public static Map<Acl, Claim> ofOthers(StateImage image, String link) {
        Map<Acl, Claim> claims = new HashMap<>();
        image.acls().values().stream().filter(acls -> !acls.link().equals(link)).forEach(acls -> addTo(claims, acls));
        return claims;
    }

    /** Of the ACLs that other links claim whose removal they follow: the first such link by name. */
    public static Map<Acl, String> followers(StateImage image, String link) {
        Map<String, MirrorNames> names = new HashMap<>();
        Map<Acl, String> followers = new HashMap<>();
        for (CopiedAcls acls : image.acls().values()) {
            String other = acls.link();
            if (!other.equals(link)) {
                MirrorNames seen = names.computeIfAbsent(
                        other, name -> new MirrorNames(name, image.topics().values()));
                acls.rules().stream()
                        .map(acls::acl)
                        .filter(acl -> AclPlan.isFollowed(acl, seen))
                        .forEach(acl -> followers.merge(acl, other, (one, two) -> one.compareTo(two) < 0 ? one : two));
            }
        }
        return followers;
    }

    private static void addTo(Map<Acl, Claim> claims, CopiedAcls acls) {
        acls.rules().forEach(rule -> claims.put(acls.acl(rule), new Claim(rule.id())));
    }

    /** Of a link to one ACL. */
    public static Optional<Claim> of(StateImage image, String link, Acl acl) {
        CopiedAcls acls = image.acls().get(name(link, acl));
        return acls == null
                ? Optional.empty()
                : acls.rules().stream()
                        .filter(rule -> acls.acl(rule).equals(acl))
                        .map(rule -> new Claim(rule.id()))
                        .findFirst();
    }

    /**
     * The records after which these are the link's claims to these ACLs; none where they are already.
     *
     * @param changes empty: no claim any more
     */
    public static List<StateRecord> records(StateImage image, String link, Map<Acl, Optional<Claim>> changes) {
        Map<String, SortedMap<Acl, Claim>> changed = new LinkedHashMap<>();
        changes.forEach((acl, claim) -> {
            SortedMap<Acl, Claim> claims =
                    changed.computeIfAbsent(name(link, acl), name -> recorded(image.acls(), name));
            claim.ifPresentOrElse(wanted -> claims.put(acl, wanted), () -> claims.remove(acl));
        });
        List<StateRecord> records = new ArrayList<>();
        changed.forEach((name, claims) -> {
            if (!claims.equals(recorded(image.acls(), name))) {
                records.add(record(link, name, claims));
            }
        });
        return records;
    }

    private static String name(String link, Acl acl) {
        return CopiedAcls.name(link, acl.pattern(), acl.principal());
    }

    private static SortedMap<Acl, Claim> recorded(Map<String, CopiedAcls> all, String name) {
        SortedMap<Acl, Claim> claims = new TreeMap<>();
        CopiedAcls acls = all.get(name);
        if (acls != null) {
            addTo(claims, acls);
        }
        return claims;
    }

    private static StateRecord record(String link, String name, SortedMap<Acl, Claim> claims) {
        if (claims.isEmpty()) {
            return StateRecord.removal(StateRecord.Kind.ACLS, name);
        }
        List<CopiedAcls.Rule> rules = new ArrayList<>();
        claims.forEach((acl, claim) ->
                rules.add(new CopiedAcls.Rule(acl.host(), acl.operation(), acl.permission(), claim.id())));
        Acl any = claims.firstKey();
        return StateRecord.of(new CopiedAcls(link, any.pattern(), any.principal(), rules));
    }
}
