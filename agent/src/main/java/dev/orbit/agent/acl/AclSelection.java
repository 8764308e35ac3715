// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.acl;

import dev.orbit.agent.state.Acl;
import dev.orbit.agent.state.AclPattern;
import dev.orbit.schemas.AclFilter;
import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.TopicMatching;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which ACLs of a source are to be copied. */
final class AclSelection {

    private AclSelection() {}

    static boolean isPicked(AclSettings settings, Acl acl) {
        return settings.include().stream().anyMatch(filter -> picks(filter, acl))
                && settings.exclude().stream().noneMatch(filter -> picks(filter, acl));
    }

    private static boolean picks(AclFilter filter, Acl acl) {
        AclPattern.Type type = acl.pattern().type();
        return (filter.resourceType() == null
                        ? type != AclPattern.Type.CLUSTER
                        : isNamed(filter.resourceType(), type.name()))
                && matches(filter.resourceName(), acl.pattern().name())
                && matches(filter.principal(), acl.principal())
                && isNamed(filter.operation(), acl.operation())
                && isNamed(filter.permissionType(), acl.permission().name());
    }

    private static boolean isNamed(@Nullable String word, String name) {
        return word == null || word.equals(name.toLowerCase(Locale.ROOT));
    }

    private static boolean matches(@Nullable String regex, String text) {
        return regex == null || TopicMatching.matches(regex, text);
    }
}
