// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.orbit.schemas.Json;

/** Which calls change nothing although they are a POST. Pure. */
final class TriedOut {

    private static final String VALIDATE = "/v1/links/validate";

    /** A field that is there twice could mean one thing here and another where it is acted on. */
    private static final ObjectReader STRICT = Json.MAPPER.reader().with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private TriedOut() {}

    static boolean isOnly(String path, String body) {
        if (path.equals(VALIDATE)) {
            return true;
        }
        try {
            JsonNode request = STRICT.readTree(body);
            return request != null
                    && request.path("dry_run").isBoolean()
                    && request.path("dry_run").booleanValue();
        } catch (JsonProcessingException e) {
            // what cannot be read is refused with the reason by whoever may write
            return false;
        }
    }
}
