// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.documents;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;

import dev.orbit.schemas.BrokerAddress;
import dev.orbit.schemas.ClusterConfigSettings;
import dev.orbit.schemas.FetchSettings;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.schema.Schema;
import dev.orbit.tfplugin.schema.Shape.Nesting;
import dev.orbit.tfplugin.schema.Validators;
import java.util.List;
import java.util.Map;

/** How {@code orbit_link} looks. */
final class LinkSchema {

    private static final long BYTES_PER_SECOND_MAX = 9_007_199_254_740_991L;
    private static final FetchSettings FETCH = FetchSettings.DEFAULTS;

    private LinkSchema() {}

    static Schema schema() {
        return Schema.resource(
                0,
                "A link: one source cluster that is moved into this destination cluster. One that exists already with"
                        + " exactly this content is adopted; one that says something else has to be imported.",
                List.of(
                        Attribute.string("id").computed().stable().describedAs("The link's name."),
                        Attribute.string("name")
                                .defaultsTo(Value.of(LinkSpec.NAME_DEFAULT))
                                .replaced()
                                .describedAs("Letters, digits, dots, dashes and underscores, 1 to 64 of them."
                                        + " Default: `default`."),
                        brokers(),
                        Attribute.string("source_cluster_id")
                                .optionalComputed()
                                .stable()
                                .describedAs("Pins the link to the cluster with this id. Left out: the cluster that"
                                        + " answers first."),
                        CredentialsCodec.attribute(
                                "source_cluster_credentials",
                                "How to authenticate for replication. Left out: neither SASL nor TLS."),
                        CredentialsCodec.attribute(
                                "auto_migration_source_cluster_credentials",
                                "How to authenticate for forwarding producers; may name the same variables, and is"
                                        + " `{}` for a source without authentication. Left out: nothing is forwarded."),
                        AutoMigrationCodec.attribute(
                                "`false`, unless a topic mapping says otherwise.",
                                "`604800`, seven days, unless a topic mapping says otherwise."),
                        fetch(),
                        ConsumerGroupsCodec.attribute(),
                        AclsCodec.attribute(),
                        clusterConfig(),
                        Attribute.string("state")
                                .defaultsTo(Value.of(LinkSpec.RUNNING))
                                .describedAs("`running`, or `paused`: nothing is mirrored, discovered, created or"
                                        + " synchronised over the link, and no topic of it can be cut over; produces"
                                        + " in PROXY are still forwarded. Default: `running`."),
                        Attribute.bool("force_destroy")
                                .defaultsTo(Value.of(false))
                                .describedAs(
                                        "Whether destroying the link also deletes the topic mappings that belong to"
                                                + " it and are not managed here. One that came after the plan keeps the"
                                                + " link, and all its mappings, until a plan has shown it. With"
                                                + " `create_before_destroy` the old link is kept so too, as Terraform plans"
                                                + " its destroy anew in each apply: the next apply deletes it with all"
                                                + " that belongs to it then. Default: `false`, which refuses.")));
    }

    private static Attribute brokers() {
        return Attribute.nested(
                        "source_bootstrap_brokers",
                        Nesting.LIST,
                        List.of(
                                Attribute.string("hostname")
                                        .required()
                                        .describedAs("Host name or address, without scheme and port."),
                                Attribute.number("port")
                                        .required()
                                        .checkedBy(Validators.integer(1, BrokerAddress.PORT_MAX))
                                        .describedAs("Port of the broker's listener.")))
                .required()
                .describedAs("Brokers of the source cluster to contact first; at least one.");
    }

    private static Attribute fetch() {
        return Attribute.nested(
                        "fetch",
                        Nesting.SINGLE,
                        List.of(
                                number("concurrency", FETCH.concurrency(), FetchSettings.CONCURRENCY_MAX)
                                        .describedAs("Fetchers per source broker and agent. Default: `2`."),
                                number("max_bytes", FETCH.maxBytes(), Integer.MAX_VALUE)
                                        .describedAs("Most bytes of one fetch response. Default: 100 MiB."),
                                number("max_partition_bytes", FETCH.maxPartitionBytes(), Integer.MAX_VALUE)
                                        .describedAs(
                                                "Most bytes of one partition in a fetch response. Default: 50 MiB."),
                                Attribute.number("bytes_per_second")
                                        .checkedBy(Validators.integer(1, BYTES_PER_SECOND_MAX))
                                        .describedAs("Most bytes a second that all agents together read over the"
                                                + " link, on average. Left out: no bound.")))
                .defaultsTo(fetch(FETCH))
                .describedAs("How much an agent reads from the source at once.");
    }

    private static Attribute clusterConfig() {
        return Attribute.nested(
                        LinkCodec.CLUSTER_CONFIG,
                        Nesting.SINGLE,
                        List.of(Attribute.bool(LinkCodec.COPY)
                                .defaultsTo(Value.of(false))
                                .describedAs("Whether the source's cluster-wide settings for topics and records become"
                                        + " the destination's. Of one link at most. Switched off again, what was"
                                        + " copied stays. Default: `false`.")))
                .defaultsTo(clusterConfig(ClusterConfigSettings.DEFAULTS))
                .describedAs("What is done about the destination's own configuration.");
    }

    static Fields clusterConfig(ClusterConfigSettings settings) {
        return new Fields(Map.of(LinkCodec.COPY, Value.of(settings.copySourceClusterConfiguration())));
    }

    private static Attribute number(String name, long defaultValue, long max) {
        return Attribute.number(name).defaultsTo(Value.of(defaultValue)).checkedBy(Validators.integer(1, max));
    }

    static Fields fetch(FetchSettings fetch) {
        Long bytesPerSecond = fetch.bytesPerSecond();
        return new Fields(Map.of(
                "concurrency", Value.of(fetch.concurrency()),
                "max_bytes", Value.of(fetch.maxBytes()),
                "max_partition_bytes", Value.of(fetch.maxPartitionBytes()),
                "bytes_per_second", bytesPerSecond == null ? NULL : Value.of(bytesPerSecond)));
    }
}
