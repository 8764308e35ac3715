// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The text of the two contracts that Orbit serves, as they lie in the module's directory. */
public final class Contracts {

    private Contracts() {}

    /** JSON Schema (2020-12) of a YAML document. */
    public static String documentSchema() {
        return text("orbit.schema.json");
    }

    /** OpenAPI (3.1, YAML) of the agents' HTTP API. */
    public static String openApi() {
        return text("openapi.yaml");
    }

    private static String text(String name) {
        try (InputStream in = Contracts.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar of orbit-schemas");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
