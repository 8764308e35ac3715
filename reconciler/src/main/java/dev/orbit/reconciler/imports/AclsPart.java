// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import dev.orbit.schemas.AclSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which ACLs are copied: MirrorMaker 2 copies those on topics, but for the permission to write. */
final class AclsPart {

    private static final String ENABLED = "sync.topic.acls.enabled";

    private AclsPart() {}

    /** Empty where none are. */
    static Map<String, Object> fields(Draft draft) {
        Map<String, Object> fields = new LinkedHashMap<>();
        Optional<Setting> enabled = draft.settings.take(ENABLED);
        Optional<Setting> interval = draft.settings.take("sync.topic.acls.interval.seconds");
        if (!draft.isTrue(enabled, true)) {
            return fields;
        }
        fields.put("copy_enabled", true);
        fields.put("include", List.of(Map.of("resource_type", "topic")));
        Map<String, Object> write = new LinkedHashMap<>();
        write.put("operation", "write");
        write.put("permission_type", "allow");
        fields.put("exclude", List.of(write));
        draft.number(interval, 1, AclSettings.INTERVAL_SECONDS_MAX)
                .ifPresent(seconds -> fields.put("interval_seconds", seconds));
        tell(draft, enabled);
        return fields;
    }

    private static void tell(Draft draft, Optional<Setting> enabled) {
        String why = "It is carried over with a difference: acls copies ACLs on prefixes too, and one that allows all"
                + " operations as it is, where MirrorMaker 2 makes it one to read.";
        String instead = "Before the cutover remove the exclude of acls, or producers lack the permission to write;"
                + " without an authorizer at the source set copy_enabled: false.";
        if (enabled.isPresent()) {
            draft.tell(enabled.get(), why, instead);
        } else {
            draft.tellDefault(ENABLED, why, instead);
        }
    }
}
