// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Comparator;

/**
 * What ACLs are about.
 *
 * @param name of a resource, or what their names begin with; a literal {@code *} stands for all of the type
 */
public record AclPattern(Type type, Match match, String name) implements Comparable<AclPattern> {

    private static final String ALL = "*";

    private static final Comparator<AclPattern> ORDER = Comparator.comparing(AclPattern::type)
            .thenComparing(AclPattern::match)
            .thenComparing(AclPattern::name);

    /** The resources whose ACLs are copied, under Kafka's names. */
    public enum Type {
        TOPIC,
        GROUP,
        TRANSACTIONAL_ID,
        CLUSTER
    }

    /** How names are compared. */
    public enum Match {
        LITERAL,
        PREFIXED
    }

    public static AclPattern literal(Type type, String name) {
        return new AclPattern(type, Match.LITERAL, name);
    }

    public static AclPattern prefixed(Type type, String prefix) {
        return new AclPattern(type, Match.PREFIXED, prefix);
    }

    /** Whether the pattern is for one resource alone. */
    @JsonIgnore
    public boolean isOne() {
        return match == Match.LITERAL && !name.equals(ALL);
    }

    /** Whether it is for all resources of its type. */
    @JsonIgnore
    public boolean isAll() {
        return match == Match.LITERAL && name.equals(ALL);
    }

    /** Whether it is for the resource of this name, among others. */
    public boolean covers(String resource) {
        return match == Match.PREFIXED ? resource.startsWith(name) : isAll() || name.equals(resource);
    }

    @Override
    public int compareTo(AclPattern other) {
        return ORDER.compare(this, other);
    }

    /** Such as {@code TOPIC LITERAL orders}. */
    @Override
    public String toString() {
        return type + " " + match + " " + name;
    }
}
