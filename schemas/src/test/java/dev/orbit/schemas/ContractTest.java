// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds {@code openapi.yaml} and the records together, field by field. */
class ContractTest {

    private static final JsonNode OPEN_API = openApi();
    private static final JsonNode SCHEMAS = OPEN_API.at("/components/schemas");

    private static final List<Class<?>> REQUESTS = List.of(
            ChangesRequest.class,
            ValidateRequest.class,
            InitiateRequest.class,
            AbortRequest.class,
            ResyncRequest.class,
            FailoverRequest.class);
    private static final List<Class<?>> ANSWERS = List.of(
            Snapshot.class,
            EventsResponse.class,
            DiagnosticsResponse.class,
            ChangesResponse.class,
            ValidateResponse.class,
            InitiateResponse.class,
            AbortResponse.class,
            ResyncResponse.class,
            FailoverResponse.class,
            ErrorBody.class,
            StatusReport.class);
    /** What decides the shape of a value; bounds and texts are the contract's own. */
    private static final Set<String> SHAPE =
            Set.of("type", "format", "properties", "required", "items", "anyOf", "$ref", "enum");

    private static JsonNode openApi() {
        try {
            return new YAMLMapper().readTree(Contracts.openApi());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String schemaName(Class<?> type) {
        String prefix = StatusReport.class == type.getEnclosingClass() ? "Status" : "";
        return prefix + type.getSimpleName();
    }

    static Collection<Class<?>> records() {
        return reachable(Stream.concat(REQUESTS.stream(), ANSWERS.stream()).toList()).stream()
                .filter(Class::isRecord)
                .toList();
    }

    static Collection<Class<?>> enums() {
        return reachable(ANSWERS).stream().filter(Class::isEnum).toList();
    }

    static Stream<Class<?>> bodies() {
        return Stream.concat(REQUESTS.stream(), ANSWERS.stream());
    }

    private static Set<Class<?>> reachable(Collection<Class<?>> roots) {
        Set<Class<?>> found = new TreeSet<>((a, b) -> a.getName().compareTo(b.getName()));
        List<Class<?>> open = new ArrayList<>(roots);
        while (!open.isEmpty()) {
            Class<?> type = open.remove(open.size() - 1);
            if (type.getPackage() == Json.class.getPackage() && found.add(type)) {
                open.addAll(named(type));
            }
        }
        return found;
    }

    private static List<Class<?>> named(Class<?> type) {
        if (type.isSealed()) {
            return List.of(type.getPermittedSubclasses());
        }
        if (!type.isRecord()) {
            return List.of();
        }
        return Arrays.stream(type.getRecordComponents())
                .map(component -> component.getGenericType())
                .map(named -> named instanceof java.lang.reflect.ParameterizedType list
                        ? list.getActualTypeArguments()[0]
                        : named)
                .filter(Class.class::isInstance)
                .<Class<?>>map(Class.class::cast)
                .toList();
    }

    private static JsonNode shape(JsonNode node) {
        if (!node.isObject()) {
            return node;
        }
        ObjectNode shape = Json.MAPPER.createObjectNode();
        node.properties().forEach(entry -> {
            if (entry.getKey().equals("properties")) {
                ObjectNode properties = shape.putObject("properties");
                entry.getValue().properties().forEach(p -> properties.set(p.getKey(), shape(p.getValue())));
            } else if (entry.getKey().equals("required")) {
                TreeSet<String> required = new TreeSet<>();
                entry.getValue().forEach(name -> required.add(name.asText()));
                required.forEach(shape.withArray("required")::add);
            } else if (SHAPE.contains(entry.getKey())) {
                shape.set(entry.getKey(), shape(entry.getValue()));
            }
        });
        return shape;
    }

    @ParameterizedTest
    @MethodSource("records")
    void recordAndContractHaveTheSameFields(Class<?> type) {
        ObjectNode contract = (ObjectNode) shape(SCHEMAS.path(schemaName(type)));
        if (!contract.has("required")) {
            contract.putArray("required");
        }
        if (Change.class.isAssignableFrom(type)) {
            dropTypeProperty(contract);
        }

        assertThat(contract).isEqualTo(RecordShapes.of(type));
    }

    private static void dropTypeProperty(ObjectNode contract) {
        ((ObjectNode) contract.path("properties")).remove("type");
        JsonNode required = contract.path("required");
        assertThat(required.toString()).contains("\"type\"");
        contract.set(
                "required",
                Json.MAPPER.valueToTree(texts(required).stream()
                        .filter(name -> !name.equals("type"))
                        .toList()));
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("enums")
    void enumAndContractHaveTheSameValues(Class<?> type) {
        assertThat(texts(SCHEMAS.path(schemaName(type)).path("enum")))
                .containsExactlyElementsOf(Arrays.stream(type.getEnumConstants())
                        .map(Object::toString)
                        .toList());
    }

    @Test
    void everySchemaOfTheContractHasItsRecord() {
        Set<String> expected = new TreeSet<>(Set.of("Health", "Change"));
        records().forEach(type -> expected.add(schemaName(type)));
        enums().forEach(type -> expected.add(schemaName(type)));

        assertThat(SCHEMAS.properties())
                .extracting(entry -> entry.getKey())
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void changesBearTheContractsTypeNames() {
        JsonNode mapping = SCHEMAS.at("/Change/discriminator/mapping");
        JsonSubTypes subTypes = Change.class.getAnnotation(JsonSubTypes.class);

        assertThat(subTypes.value())
                .hasSize(mapping.size())
                .hasSize(SCHEMAS.at("/Change/oneOf").size());
        for (JsonSubTypes.Type sub : subTypes.value()) {
            assertThat(mapping.path(sub.name()).asText()).endsWith("/" + schemaName(sub.value()));
            assertThat(SCHEMAS.path(schemaName(sub.value()))
                            .at("/properties/type/const")
                            .asText())
                    .isEqualTo(sub.name());
        }
    }

    @Test
    void exactlyTheSchemasOfRequestsRefuseUnknownFields() {
        Set<Class<?>> inRequests = reachable(REQUESTS);
        for (Class<?> type : records()) {
            assertThat(SCHEMAS.path(schemaName(type)).has("additionalProperties"))
                    .as(schemaName(type))
                    .isEqualTo(inRequests.contains(type));
        }
    }

    private static List<Error> violations(Class<?> type, JsonNode body) {
        ObjectNode schema = Json.MAPPER.createObjectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("$ref", "#/components/schemas/" + schemaName(type));
        schema.set("components", OPEN_API.path("components"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema)
                .validate(body);
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void whatIsSentKeepsTheContract(Class<?> type) throws IOException {
        for (Object example : List.of(Examples.full(type), Examples.sparse(type))) {
            JsonNode sent = Json.MAPPER.readTree(Json.MAPPER.writeValueAsBytes(example));

            assertThat(violations(type, sent)).as(sent.toString()).isEmpty();
            assertThat((Object) Json.MAPPER.treeToValue(sent, type)).isEqualTo(example);
        }
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void whatLacksARequiredFieldBreaksTheContract(Class<?> type) {
        for (JsonNode name : SCHEMAS.path(schemaName(type)).path("required")) {
            ObjectNode body = Json.MAPPER.valueToTree(Examples.full(type));
            body.remove(name.asText());

            assertThat(violations(type, body)).as(name.asText()).isNotEmpty();
        }
    }

    @Test
    void aRequestWithAnUnknownFieldBreaksTheContractAtAnyDepth() {
        ObjectNode body = Json.MAPPER.valueToTree(Examples.full(ChangesRequest.class));
        ((ObjectNode) body.at("/changes/0/spec/source_cluster_credentials")).put("password", "x");

        assertThat(violations(ChangesRequest.class, body)).isNotEmpty();
    }
}
