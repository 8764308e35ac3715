// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collection;
import java.util.Locale;

/** How a comparison ended; the later ones outweigh the earlier ones. */
public enum Result {
    SAME,
    DIFFERS,
    /** It could not be carried out. */
    ERROR;

    /** The weightiest. */
    public static Result of(Collection<Result> results) {
        return results.stream().max(Enum::compareTo).orElse(SAME);
    }

    /** The word in the report. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
