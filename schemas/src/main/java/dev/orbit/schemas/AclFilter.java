// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Picks ACLs of the source: those that have everything it names. What is null is not looked at, but for one thing: ACLs
 * on the cluster are picked only by {@code resource_type: cluster}.
 *
 * @param resourceType one of {@link #RESOURCE_TYPES}
 * @param resourceName regex of the whole name in the ACL, which of an ACL on all resources is {@code *}
 * @param principal regex of the whole principal, such as {@code User:.*}
 * @param operation one of {@link #OPERATIONS}, as it stands in the ACL: {@code all} is one of its own
 * @param permissionType one of {@link #PERMISSION_TYPES}
 */
public record AclFilter(
        @Nullable String resourceType,
        @Nullable String resourceName,
        @Nullable String principal,
        @Nullable String operation,
        @Nullable String permissionType) {

    public static final List<String> RESOURCE_TYPES = List.of("topic", "group", "transactional_id", "cluster");

    public static final List<String> OPERATIONS = List.of(
            "all",
            "read",
            "write",
            "create",
            "delete",
            "alter",
            "describe",
            "cluster_action",
            "describe_configs",
            "alter_configs",
            "idempotent_write",
            "two_phase_commit");

    public static final List<String> PERMISSION_TYPES = List.of("allow", "deny");

    /** Of one type of resource. */
    public static AclFilter ofType(String resourceType) {
        return new AclFilter(resourceType, null, null, null, null);
    }

    /** As in YAML. */
    @Override
    public String toString() {
        return Stream.of(
                        field("resource_type", resourceType),
                        field("resource_name", resourceName),
                        field("principal", principal),
                        field("operation", operation),
                        field("permission_type", permissionType))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static @Nullable String field(String name, @Nullable String value) {
        return value == null ? null : name + ": " + value;
    }
}
