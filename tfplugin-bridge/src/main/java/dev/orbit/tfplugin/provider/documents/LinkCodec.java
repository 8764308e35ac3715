// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.documents;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;

import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.BrokerAddress;
import dev.orbit.schemas.ClusterConfigSettings;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.FetchSettings;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Links in Terraform's form and in the API's. */
final class LinkCodec {

    static final String CLUSTER_ID = "source_cluster_id";
    static final String CLUSTER_CONFIG = "cluster_config";
    static final String COPY = "copy_source_cluster_configuration";

    private LinkCodec() {}

    /** Attributes that are null get their defaults. */
    static LinkSpec decode(Fields object) {
        String name = object.textOrNull("name");
        String state = object.textOrNull("state");
        Fields credentials = object.fieldsOrNull("source_cluster_credentials");
        Fields proxyCredentials = object.fieldsOrNull("auto_migration_source_cluster_credentials");
        return new LinkSpec(
                name == null ? LinkSpec.NAME_DEFAULT : name,
                object.elements("source_bootstrap_brokers")
                        .map(LinkCodec::broker)
                        .toList(),
                object.textOrNull(CLUSTER_ID),
                credentials == null ? Credentials.PLAINTEXT : CredentialsCodec.decode(credentials),
                proxyCredentials == null ? null : CredentialsCodec.decode(proxyCredentials),
                AutoMigrationCodec.decode(object),
                fetch(object.fieldsOrNull("fetch")),
                ConsumerGroupsCodec.decode(object.fieldsOrNull(ConsumerGroupsCodec.NAME)),
                AclsCodec.decode(object.fieldsOrNull(AclsCodec.NAME)),
                clusterConfig(object.fieldsOrNull(CLUSTER_CONFIG)),
                state == null ? LinkSpec.RUNNING : state);
    }

    private static ClusterConfigSettings clusterConfig(@Nullable Fields fields) {
        return fields == null ? ClusterConfigSettings.DEFAULTS : new ClusterConfigSettings(fields.flag(COPY));
    }

    private static BrokerAddress broker(Value value) {
        Fields fields = (Fields) value;
        return new BrokerAddress(fields.text("hostname"), fields.integer("port"));
    }

    private static FetchSettings fetch(@Nullable Fields fields) {
        FetchSettings defaults = FetchSettings.DEFAULTS;
        return fields == null
                ? defaults
                : new FetchSettings(
                        or(fields.integerOrNull("concurrency"), defaults.concurrency()),
                        or(fields.integerOrNull("max_bytes"), defaults.maxBytes()),
                        or(fields.integerOrNull("max_partition_bytes"), defaults.maxPartitionBytes()),
                        fields.longOrNull("bytes_per_second"));
    }

    private static int or(@Nullable Integer value, int defaultValue) {
        return value == null ? defaultValue : value;
    }

    /** The same for two links exactly when they say the same; whether the cluster id is configured or learned is left out. */
    static LinkSpec meaning(LinkSpec spec) {
        return spec.withSourceClusterId(null)
                .withAutoMigration(new AutoMigration(
                        Boolean.TRUE.equals(spec.autoMigration().enable()),
                        or(spec.autoMigration().sourceWatchSeconds(), AutoMigration.SOURCE_WATCH_SECONDS_DEFAULT)));
    }

    /** The canonical spelling; what the API does not carry stays as it was before. */
    static Fields encode(LinkSpec spec, Value before) {
        TreeMap<String, Value> fields = new TreeMap<>();
        Credentials credentials = spec.sourceClusterCredentials();
        Credentials proxyCredentials = spec.autoMigrationSourceClusterCredentials();
        fields.put("id", Value.of(spec.name()));
        fields.put("name", Value.of(spec.name()));
        fields.put("source_bootstrap_brokers", encode(spec.sourceBootstrapBrokers()));
        fields.put(CLUSTER_ID, before instanceof Fields state ? state.get(CLUSTER_ID) : NULL);
        fields.put(
                "source_cluster_credentials",
                credentials.equals(Credentials.PLAINTEXT) ? NULL : CredentialsCodec.encode(credentials));
        fields.put(
                "auto_migration_source_cluster_credentials",
                proxyCredentials == null ? NULL : CredentialsCodec.encode(proxyCredentials));
        fields.put("auto_migration", AutoMigrationCodec.encode(spec.autoMigration()));
        fields.put("fetch", LinkSchema.fetch(spec.fetch()));
        fields.put(ConsumerGroupsCodec.NAME, ConsumerGroupsCodec.encode(spec.consumerGroups()));
        fields.put(AclsCodec.NAME, AclsCodec.encode(spec.acls()));
        fields.put(CLUSTER_CONFIG, LinkSchema.clusterConfig(spec.clusterConfig()));
        fields.put("state", Value.of(spec.state()));
        fields.put("force_destroy", Value.of(before instanceof Fields state && state.flag("force_destroy")));
        return new Fields(fields);
    }

    private static Value encode(List<BrokerAddress> brokers) {
        List<Value> items = new ArrayList<>();
        brokers.forEach(broker -> items.add(
                new Fields(Map.of("hostname", Value.of(broker.hostname()), "port", Value.of(broker.port())))));
        return new Value.Items(items);
    }
}
