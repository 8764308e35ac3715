// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import java.util.Comparator;

/**
 * One access rule. A cluster has each at most once.
 *
 * @param principal such as {@code User:billing}
 * @param operation Kafka's name of it, such as {@code READ}
 */
public record Acl(AclPattern pattern, String principal, String host, String operation, Permission permission)
        implements Comparable<Acl> {

    private static final Comparator<Acl> ORDER = Comparator.comparing(Acl::pattern)
            .thenComparing(Acl::principal)
            .thenComparing(Acl::host)
            .thenComparing(Acl::operation)
            .thenComparing(Acl::permission);

    /** A rule that denies wins over all that allow. */
    public enum Permission {
        ALLOW,
        DENY
    }

    /** The same rule about something else. */
    public Acl on(AclPattern other) {
        return new Acl(other, principal, host, operation, permission);
    }

    @Override
    public int compareTo(Acl other) {
        return ORDER.compare(this, other);
    }

    /** Such as {@code ALLOW User:billing from * READ on TOPIC LITERAL orders}. */
    @Override
    public String toString() {
        return permission + " " + principal + " from " + host + " " + operation + " on " + pattern;
    }
}
