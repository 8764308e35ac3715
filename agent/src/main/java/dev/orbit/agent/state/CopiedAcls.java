// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ACLs of one principal on one pattern that a link has added to the destination: whatever else is found there is
 * somebody else's.
 *
 * @param rules in the order of their ACLs
 */
public record CopiedAcls(String link, AclPattern pattern, String principal, List<Rule> rules) {

    public CopiedAcls {
        rules = List.copyOf(rules);
    }

    /**
     * One ACL. The intent is recorded before it is added.
     *
     * @param id what the destination's metadata calls it; null while it may be on its way, or be there already
     */
    public record Rule(
            String host,
            String operation,
            Acl.Permission permission,
            @Nullable String id) {}

    /** Of the record in the state; a link's begin with {@link #prefix}. */
    public static String name(String link, AclPattern pattern, String principal) {
        return prefix(link) + pattern.type() + "/" + pattern.match() + "/" + encoded(pattern.name()) + "/" + principal;
    }

    /** Of the names of a link's records; the name of a link has no slash. */
    public static String prefix(String link) {
        return link + "/";
    }

    /** A group's name may have slashes. */
    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    public Acl acl(Rule rule) {
        return new Acl(pattern, principal, rule.host(), rule.operation(), rule.permission());
    }
}
