// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.documents;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orbit.schemas.AclFilter;
import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.BrokerAddress;
import dev.orbit.schemas.ClusterConfigSettings;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.FetchSettings;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Builds the records of a document and fills in defaults. Fields that are unusable count as left out, so that the rest
 * can be judged nevertheless.
 */
final class Binder {

    private final JsonNode root;
    private final Findings findings;

    Binder(JsonNode root, Findings findings) {
        this.root = root;
        this.findings = findings;
    }

    LinkSpec link() {
        return new LinkSpec(
                name(),
                brokers(),
                text(root, "", "source_cluster_id"),
                root.has("source_cluster_credentials")
                        ? credentials("source_cluster_credentials")
                        : Credentials.PLAINTEXT,
                root.has("auto_migration_source_cluster_credentials")
                        ? credentials("auto_migration_source_cluster_credentials")
                        : null,
                autoMigration(root, ""),
                fetch(),
                consumerGroups(),
                acls(),
                new ClusterConfigSettings(
                        bool(root.path("cluster_config"), "cluster_config", "copy_source_cluster_configuration")),
                state());
    }

    private String state() {
        String state = text(root, "", "state");
        return state == null ? LinkSpec.RUNNING : state;
    }

    private String name() {
        String name = text(root, "", "name");
        return name == null ? LinkSpec.NAME_DEFAULT : name;
    }

    private List<BrokerAddress> brokers() {
        List<BrokerAddress> brokers = new ArrayList<>();
        JsonNode list = root.path("source_bootstrap_brokers");
        for (int i = 0; i < list.size(); i++) {
            String path = FieldPaths.item("source_bootstrap_brokers", i);
            String hostname = text(list.get(i), path, "hostname");
            Integer port = integer(list.get(i), path, "port");
            // in place even where unusable, so that indices stay
            brokers.add(new BrokerAddress(hostname == null ? "" : hostname, port == null ? 0 : port));
        }
        return brokers;
    }

    private Credentials credentials(String path) {
        JsonNode node = root.path(path);
        return new Credentials(
                text(node, path, "sasl_username_env"),
                text(node, path, "sasl_password_env"),
                text(node, path, "sasl_mechanism"),
                bool(node, path, "use_tls"),
                bool(node, path, "tls_insecure_skip_verify"),
                text(node, path, "mtls_client_cert_env"),
                text(node, path, "mtls_client_key_env"),
                text(node, path, "mtls_server_ca_cert_env"),
                text(node, path, "jks_key_store_file_path_env"),
                text(node, path, "jks_key_store_password_env"),
                text(node, path, "jks_key_password_env"),
                text(node, path, "jks_trust_store_file_path_env"),
                text(node, path, "jks_trust_store_password_env"));
    }

    private AutoMigration autoMigration(JsonNode parent, String parentPath) {
        JsonNode node = parent.path("auto_migration");
        String path = FieldPaths.key(parentPath, "auto_migration");
        return new AutoMigration(flag(node, path, "enable"), integer(node, path, "source_watch_seconds"));
    }

    private FetchSettings fetch() {
        FetchSettings defaults = FetchSettings.DEFAULTS;
        return new FetchSettings(
                fetch("concurrency", "warpstream", "cluster_fetch_concurrency", defaults.concurrency()),
                fetch("max_bytes", "warpstream.fetch_config", "fetch_max_bytes", defaults.maxBytes()),
                fetch(
                        "max_partition_bytes",
                        "warpstream.fetch_config",
                        "fetch_max_partition_bytes",
                        defaults.maxPartitionBytes()),
                wholeNumber(root.path("fetch"), "fetch", "bytes_per_second"));
    }

    private int fetch(String field, String otherParent, String otherField, int defaultValue) {
        Integer value = integer(root.path("fetch"), "fetch", field);
        if (value != null) {
            return value;
        }
        JsonNode other = root.at("/" + otherParent.replace('.', '/'));
        Integer otherValue = integer(other, otherParent, otherField);
        return otherValue != null ? otherValue : defaultValue;
    }

    private ConsumerGroupSettings consumerGroups() {
        ConsumerGroupSettings defaults = ConsumerGroupSettings.DEFAULTS;
        String path = "consumer_groups";
        JsonNode node = root.path(path);
        String prefix = text(node, path, "destination_group_prefix");
        Integer seconds = integer(node, path, "interval_seconds");
        return new ConsumerGroupSettings(
                bool(node, path, "copy_offsets_enabled"),
                texts(node, path, "include", defaults.include()),
                texts(node, path, "exclude", defaults.exclude()),
                prefix == null ? defaults.destinationGroupPrefix() : prefix,
                seconds == null ? defaults.intervalSeconds() : seconds);
    }

    private AclSettings acls() {
        AclSettings defaults = AclSettings.DEFAULTS;
        String path = "acls";
        JsonNode node = root.path(path);
        Integer seconds = integer(node, path, "interval_seconds");
        return new AclSettings(
                bool(node, path, "copy_enabled"),
                aclFilters(node, "include", defaults.include()),
                aclFilters(node, "exclude", defaults.exclude()),
                seconds == null ? defaults.intervalSeconds() : seconds);
    }

    /** In order; an item that is no group of fields counts as one that is empty, so that indices stay. */
    private List<AclFilter> aclFilters(JsonNode acls, String field, List<AclFilter> defaultValue) {
        String listPath = FieldPaths.key("acls", field);
        JsonNode list = acls.path(field);
        if (!usable(acls, "acls", field) || !list.isArray()) {
            return defaultValue;
        }
        List<AclFilter> filters = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            JsonNode node = list.get(i);
            String path = FieldPaths.item(listPath, i);
            filters.add(new AclFilter(
                    text(node, path, "resource_type"),
                    text(node, path, "resource_name"),
                    text(node, path, "principal"),
                    text(node, path, "operation"),
                    text(node, path, "permission_type")));
        }
        return filters;
    }

    /** In order; an item that is no text stays in place, as one that is wrong in no other way. */
    private List<String> texts(JsonNode parent, String parentPath, String field, List<String> defaultValue) {
        JsonNode list = parent.path(field);
        if (!usable(parent, parentPath, field) || !list.isArray()) {
            return defaultValue;
        }
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.isTextual() ? item.textValue() : "x"));
        return texts;
    }

    /** In order; an item that is no group of fields counts as one that is empty, so that indices stay. */
    List<TopicMappingSpec> topicMappings() {
        List<TopicMappingSpec> mappings = new ArrayList<>();
        JsonNode list = root.path("topic_mappings");
        for (int i = 0; i < list.size(); i++) {
            mappings.add(topicMapping(list.get(i), i, FieldPaths.item("topic_mappings", i)));
        }
        return mappings;
    }

    private TopicMappingSpec topicMapping(JsonNode node, int priority, String path) {
        String regex = text(node, path, "source_regex");
        String prefix = text(node, path, "destination_prefix");
        boolean isRegexForm = regex != null && prefix == null;
        return new TopicMappingSpec(
                name(),
                priority,
                text(node, path, "source_topic"),
                text(node, path, "destination_topic"),
                regex,
                isRegexForm ? "" : prefix,
                bool(node, path, "begin_fetch_at_latest_offset"),
                text(node, path, "start_timestamp"),
                autoMigration(node, path),
                integer(node, path, "replication_factor"),
                texts(node, path, "topic_config"),
                texts(node, path, "exclude", List.of()),
                texts(node, path, "topic_config_include", TopicMappingSpec.ALL_CONFIGS),
                texts(node, path, "topic_config_exclude", List.of()),
                bool(node, path, "follow_source_deletion"),
                bool(node, path, "irreversible_disable_orbit_management"));
    }

    /** Values as they stand: Kafka reads numbers and truth values from text. */
    private Map<String, String> texts(JsonNode parent, String parentPath, String field) {
        Map<String, String> values = new TreeMap<>();
        if (usable(parent, parentPath, field)) {
            parent.path(field).properties().forEach(entry -> {
                if (entry.getValue().isValueNode()) {
                    values.put(entry.getKey(), entry.getValue().asText());
                }
            });
        }
        return values;
    }

    private boolean usable(JsonNode parent, String parentPath, String field) {
        return parent.has(field) && !findings.isBroken(FieldPaths.key(parentPath, field));
    }

    private @Nullable String text(JsonNode parent, String parentPath, String field) {
        return usable(parent, parentPath, field) && parent.path(field).isTextual()
                ? parent.path(field).textValue()
                : null;
    }

    /** 3.0 is an integer to JSON Schema, and so it is here. */
    private @Nullable Integer integer(JsonNode parent, String parentPath, String field) {
        JsonNode value = parent.path(field);
        boolean isInteger = value.canConvertToInt() && value.canConvertToExactIntegral();
        return usable(parent, parentPath, field) && isInteger ? (Integer) value.intValue() : null;
    }

    private @Nullable Long wholeNumber(JsonNode parent, String parentPath, String field) {
        JsonNode value = parent.path(field);
        boolean isWhole = value.canConvertToLong() && value.canConvertToExactIntegral();
        return usable(parent, parentPath, field) && isWhole ? (Long) value.longValue() : null;
    }

    private @Nullable Boolean flag(JsonNode parent, String parentPath, String field) {
        JsonNode value = parent.path(field);
        boolean isGiven = usable(parent, parentPath, field) && value.isBoolean();
        return isGiven ? (Boolean) value.booleanValue() : null;
    }

    private boolean bool(JsonNode parent, String parentPath, String field) {
        return usable(parent, parentPath, field) && parent.path(field).booleanValue();
    }
}
