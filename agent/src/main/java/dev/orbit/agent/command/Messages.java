// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.orbit.schemas.Json;
import org.jspecify.annotations.Nullable;

/**
 * How agents read what other agents say. While they are upgraded one after the other, one of a later version may say more
 * than this one knows: that is left out. One of an earlier version may say less: a number that it does not tell is 0. The
 * state is read strictly instead: half of a record is no record to act on.
 */
public final class Messages {

    private static final ObjectReader READER = Json.MAPPER
            .reader()
            .without(
                    DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                    DeserializationFeature.FAIL_ON_INVALID_SUBTYPE,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    private Messages() {}

    /**
     * Reads a command or a reply.
     *
     * @return null where it is null, or of a kind that this version does not know
     */
    public static <T> @Nullable T read(String text, Class<T> type) throws JsonProcessingException {
        return READER.forType(type).readValue(text);
    }
}
