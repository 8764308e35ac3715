// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import dev.orbit.agent.state.Acl;
import dev.orbit.agent.state.AclPattern;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** ACLs in Kafka's form and in Orbit's. */
public final class AclBindings {

    private static final Set<String> TYPES =
            Arrays.stream(AclPattern.Type.values()).map(Enum::name).collect(Collectors.toSet());

    private AclBindings() {}

    /** Whether it is on a resource whose ACLs can be copied. */
    public static boolean isOfKnownType(AclBinding acl) {
        return TYPES.contains(acl.pattern().resourceType().name());
    }

    /** Empty for one that is of no known type, or has words that this version does not know. */
    public static Optional<Acl> acl(AclBinding acl) {
        boolean isKnown = isOfKnownType(acl)
                && !acl.pattern().isUnknown()
                && !acl.entry().isUnknown()
                && acl.entry().permissionType() != AclPermissionType.ANY;
        return isKnown
                ? Optional.of(new Acl(
                        new AclPattern(
                                AclPattern.Type.valueOf(
                                        acl.pattern().resourceType().name()),
                                AclPattern.Match.valueOf(
                                        acl.pattern().patternType().name()),
                                acl.pattern().name()),
                        acl.entry().principal(),
                        acl.entry().host(),
                        acl.entry().operation().name(),
                        Acl.Permission.valueOf(acl.entry().permissionType().name())))
                : Optional.empty();
    }

    public static AclBinding binding(Acl acl) {
        return new AclBinding(
                new ResourcePattern(
                        ResourceType.valueOf(acl.pattern().type().name()),
                        acl.pattern().name(),
                        PatternType.valueOf(acl.pattern().match().name())),
                new AccessControlEntry(
                        acl.principal(),
                        acl.host(),
                        AclOperation.valueOf(acl.operation()),
                        AclPermissionType.valueOf(acl.permission().name())));
    }
}
