// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.orbit.agent.trial.Api;
import dev.orbit.schemas.Contracts;
import dev.orbit.schemas.Json;
import java.io.IOException;

/** What {@code openapi.yaml} says of answers. */
final class Contract {

    private Contract() {}

    /** That the answer's body is what the contract calls by this name. */
    static void assertKept(Api.Answer answer, String name) throws IOException {
        ObjectNode schema = Json.MAPPER.createObjectNode();
        JsonNode openApi = new YAMLMapper().readTree(Contracts.openApi());
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("$ref", "#/components/schemas/" + name);
        schema.set("components", openApi.path("components"));
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(schema)
                        .validate(Json.MAPPER.readTree(answer.body())))
                .as("%s: %s", name, answer)
                .isEmpty();
        assertThat(answer.contentType()).isEqualTo("application/json");
    }
}
