// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a partition's log says to the digest that was recorded of it at COMPLETE; from good to bad. */
public enum ProofResult {
    /** It has the same. */
    SAME,
    /** None was recorded. */
    NOT_RECORDED,
    /** The batches are not there any more as they were fetched: retention or compaction took them. */
    IMPOSSIBLE,
    /** It has another one: its batches are not those that were fetched. */
    DIFFERS,
    /** The log could not be read. */
    ERROR;

    /** The word in the report. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it makes of the result of a partition whose records were compared. */
    Result weight() {
        return this == DIFFERS ? Result.DIFFERS : this == ERROR ? Result.ERROR : Result.SAME;
    }

    /** The same where they were not. */
    Result weightAlone() {
        return this == DIFFERS ? Result.DIFFERS : this == SAME ? Result.SAME : Result.ERROR;
    }
}
