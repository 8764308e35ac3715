// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.migration;

import dev.orbit.schemas.InitiateRequest;
import dev.orbit.tfplugin.cty.Fields;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far behind a topic may be to be started, how long it may take, and whether all go together. */
record Gates(
        @Nullable Integer maxTimeLagSeconds,
        @Nullable Long maxOffsetLag,
        int migrationTimeoutSeconds,
        @Nullable Boolean atomic) {

    /** What lets everything through: of an object whose own limits are not known yet. */
    private static final Gates UNKNOWN = new Gates(Integer.MAX_VALUE, null, Integer.MAX_VALUE, null);

    private static final List<String> ATTRIBUTES =
            List.of("max_time_lag_seconds", "max_offset_lag", "migration_timeout_seconds", "atomic");

    static Gates of(Fields object) {
        if (ATTRIBUTES.stream().anyMatch(object::isUnknown)) {
            return UNKNOWN;
        }
        Integer timeoutSeconds = object.integerOrNull("migration_timeout_seconds");
        return new Gates(
                object.integerOrNull("max_time_lag_seconds"),
                object.longOrNull("max_offset_lag"),
                timeoutSeconds == null ? InitiateRequest.MIGRATION_TIMEOUT_SECONDS_DEFAULT : timeoutSeconds,
                Boolean.TRUE.equals(object.flagOrNull("atomic")) ? Boolean.TRUE : null);
    }

    /** Whether they are those of the object, and not all that could be said before it is wholly known. */
    boolean areKnown() {
        return !equals(UNKNOWN);
    }

    /** Whether both limits are set; what is unknown yet may turn out to be. */
    static boolean areConflicting(Fields object) {
        if (object.isUnknown("max_time_lag_seconds") || object.isUnknown("max_offset_lag")) {
            return false;
        }
        Integer seconds = object.integerOrNull("max_time_lag_seconds");
        Long offsets = object.longOrNull("max_offset_lag");
        return seconds != null && seconds > 0 && offsets != null && offsets > 0;
    }

    InitiateRequest request(String link, Collection<String> topics, boolean dryRun) {
        return new InitiateRequest(
                link,
                List.copyOf(topics),
                null,
                dryRun,
                maxTimeLagSeconds,
                maxOffsetLag,
                migrationTimeoutSeconds,
                atomic);
    }
}
