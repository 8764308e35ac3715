// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Holds {@code orbit.schema.json} and the records together. */
class DocumentSchemaTest {

    private static final JsonNode SCHEMA = schema();

    private static JsonNode schema() {
        try {
            return Json.MAPPER.readTree(Contracts.documentSchema());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<String> fields(Class<?> type, String... without) {
        Set<String> names = new TreeSet<>();
        Arrays.stream(type.getRecordComponents())
                .map(c -> PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(c.getName()))
                .forEach(names::add);
        Arrays.asList(without)
                .forEach(name -> assertThat(names.remove(name)).as(name).isTrue());
        return names;
    }

    private static Set<String> properties(String pointer, String... without) {
        Set<String> names = new TreeSet<>();
        SCHEMA.at(pointer + "/properties").fieldNames().forEachRemaining(names::add);
        Arrays.asList(without)
                .forEach(name -> assertThat(names.remove(name)).as(name).isTrue());
        return names;
    }

    @Test
    void isAValidSchema() {
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(
                                com.networknt.schema.SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"))
                        .validate(SCHEMA))
                .isEmpty();
    }

    @Test
    void hasTheFieldsOfTheRecords() {
        assertThat(properties("", "$schema", "topic_mappings", "warpstream")).isEqualTo(fields(LinkSpec.class));
        assertThat(properties("/$defs/topic_mapping")).isEqualTo(fields(TopicMappingSpec.class, "link", "priority"));
        assertThat(properties("/$defs/credentials")).isEqualTo(fields(Credentials.class));
        assertThat(properties("/$defs/auto_migration")).isEqualTo(fields(AutoMigration.class));
        assertThat(properties("/$defs/broker")).isEqualTo(fields(BrokerAddress.class));
        assertThat(properties("/properties/fetch")).isEqualTo(fields(FetchSettings.class));
        assertThat(properties("/properties/consumer_groups")).isEqualTo(fields(ConsumerGroupSettings.class));
        assertThat(properties("/properties/cluster_config")).isEqualTo(fields(ClusterConfigSettings.class));
        assertThat(properties("/properties/acls")).isEqualTo(fields(AclSettings.class));
        assertThat(properties("/$defs/acl_filter")).isEqualTo(fields(AclFilter.class));
    }

    @Test
    void namesTheDefaultsOfTheRecords() {
        assertThat(SCHEMA.at("/$defs/concurrency/default").asInt()).isEqualTo(FetchSettings.DEFAULTS.concurrency());
        assertThat(SCHEMA.at("/$defs/max_bytes/default").asInt()).isEqualTo(FetchSettings.DEFAULTS.maxBytes());
        assertThat(SCHEMA.at("/$defs/max_partition_bytes/default").asInt())
                .isEqualTo(FetchSettings.DEFAULTS.maxPartitionBytes());
        assertThat(SCHEMA.at("/$defs/credentials/properties/use_tls/default").asBoolean())
                .isEqualTo(Credentials.PLAINTEXT.useTls());
        assertThat(SCHEMA.at("/properties/state/default").asText()).isEqualTo(LinkSpec.RUNNING);
        assertThat(SCHEMA.at("/properties/cluster_config/properties/copy_source_cluster_configuration/default")
                        .asBoolean())
                .isEqualTo(ClusterConfigSettings.DEFAULTS.copySourceClusterConfiguration());
        JsonNode included = SCHEMA.at("/$defs/topic_mapping/properties/topic_config_include/default");
        assertThat(included).isEqualTo(Json.MAPPER.valueToTree(TopicMappingSpec.ALL_CONFIGS));
        assertThat(Json.MAPPER.convertValue(defaults("consumer_groups"), ConsumerGroupSettings.class))
                .isEqualTo(ConsumerGroupSettings.DEFAULTS);
        assertThat(Json.MAPPER.convertValue(defaults("acls"), AclSettings.class))
                .isEqualTo(AclSettings.DEFAULTS);
    }

    private static ObjectNode defaults(String block) {
        ObjectNode defaults = Json.MAPPER.createObjectNode();
        SCHEMA.at("/properties/" + block + "/properties")
                .properties()
                .forEach(field -> defaults.set(field.getKey(), field.getValue().path("default")));
        return defaults;
    }

    @Test
    void namesTheWordsOfAclFilters() {
        assertThat(words("resource_type")).isEqualTo(AclFilter.RESOURCE_TYPES);
        assertThat(words("operation")).isEqualTo(AclFilter.OPERATIONS);
        assertThat(words("permission_type")).isEqualTo(AclFilter.PERMISSION_TYPES);
    }

    private static List<String> words(String field) {
        return StreamSupport.stream(
                        SCHEMA.at("/$defs/acl_filter/properties/" + field + "/enum")
                                .spliterator(),
                        false)
                .map(JsonNode::asText)
                .toList();
    }

    @Test
    void refusesUnknownKeysEverywhere() {
        for (JsonNode object : SCHEMA.findParents("properties")) {
            if (object.has("type")) {
                assertThat(object.path("additionalProperties").asBoolean(true))
                        .as(object.toString())
                        .isFalse();
            }
        }
    }
}
