// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong, in the words of the person who can mend it.
 *
 * @param code stable, snake_case, such as {@code conflicting_lag_thresholds}
 * @param message names the thing and the value or figure
 * @param field path of the offending field, such as {@code topic_mappings[2].source_regex}; null where there is none
 * @param remedy what to do about it
 */
public record Problem(String code, String message, @Nullable String field, String remedy) {

    /** The same problem, its field path continued to the left: {@code port} under {@code brokers[0]}. */
    public Problem under(String path) {
        String below = field == null ? "" : field.startsWith("[") ? field : "." + field;
        return new Problem(code, message, path + below, remedy);
    }

    @Override
    public String toString() {
        return (field == null ? "" : field + ": ") + message + " " + remedy + " [" + code + "]";
    }
}
