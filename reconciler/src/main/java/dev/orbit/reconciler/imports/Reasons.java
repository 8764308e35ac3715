// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import java.util.List;
import java.util.regex.Pattern;

/** Why settings are not carried over, by their keys. */
final class Reasons {

    private static final String OFFSETS =
            "Offsets are the same on both sides: none are translated, and nothing is kept to do so.";
    private static final String OFFSETS_INSTEAD =
            "Read committed offsets from the groups themselves; nothing takes its place.";
    private static final String HEARTBEATS = "Lag is measured without heartbeats.";
    private static final String HEARTBEATS_INSTEAD = "Look at orbit status, or at the metrics in docs/metrics.md.";

    /** The first whose regex matches the whole key counts. */
    private record Rule(Pattern keys, Reason reason) {}

    private static final Reason UNKNOWN = new Reason(
            "Orbit does not know this setting.",
            "See docs/resources/link.md and topic_mapping.md for what a link and its mappings can say.",
            false);

    private static final List<Rule> RULES = List.of(
            hidden(
                    Pattern.quote(StrimziMirror.WRONG_CONNECTOR) + ".*",
                    "The connector it is set at does not read it: it is without effect.",
                    "If it was to hold, move it in a copy of the file: groups are checkpointConnector's, all else is"
                            + " sourceConnector's."),
            open(
                    Pattern.quote(StrimziMirror.CHECKPOINTS)
                            + "(topics(\\..*)?|topic\\.filter\\.class|replication\\.policy\\..*)",
                    "Offsets are copied of the topics that are mirrored: what sourceConnector says of topics counts.",
                    "Leave groups out with exclude of consumer_groups if their offsets are not to be copied."),
            hidden(Pattern.quote(StrimziMirror.CHECKPOINTS) + ".*", OFFSETS, OFFSETS_INSTEAD),
            hidden(Pattern.quote(StrimziMirror.HEARTBEATS) + ".*", HEARTBEATS, HEARTBEATS_INSTEAD),
            open("enabled", "The flow is not enabled, and was chosen by name.", "The link runs once it is applied."),
            open(
                    "sync\\.topic\\.configs\\.enabled",
                    "Configs of mirror topics follow the source.",
                    "To stop that, add topic_config_exclude to the mappings; topic_config sets values of their own."),
            open(
                    "sync\\.topic\\.configs\\.interval\\.seconds|refresh\\.topics\\.interval\\.seconds",
                    "Topics, partitions and configs are looked at every orbit.refresh.interval.ms (10 s), a setting of the"
                            + " agents.",
                    "Set it in the agents' server.properties if it must differ."),
            open(
                    "refresh\\.topics\\.enabled",
                    "New topics and partitions are always looked for.",
                    "Map topics by name (source_topic) to have no others; state: paused stops a link."),
            open(
                    "refresh\\.groups\\..*|sync\\.group\\.offsets\\.interval\\.seconds",
                    "New groups are looked for in each round of copying.",
                    "Set interval_seconds of consumer_groups if it must differ from 10."),
            open(
                    "offset\\.lag\\.max|(emit\\.)?(checkpoints|offset-syncs)\\..*|offset-syncs\\..*",
                    OFFSETS,
                    OFFSETS_INSTEAD),
            open("(emit\\.)?heartbeats\\..*", HEARTBEATS, HEARTBEATS_INSTEAD),
            open(
                    "tasks\\.max|tasks\\.max\\.enforce|(source\\.)?consumer\\.poll\\.timeout\\.ms",
                    "Agents share the partitions among themselves.",
                    "Set fetch.concurrency if more is to be read at once."),
            open(
                    "replication\\.policy\\..*",
                    "It concerns topics that Orbit does not make, or has no effect under this replication policy.",
                    "Nothing takes its place."),
            open(
                    "(group|config\\.property)\\.filter\\.class|use\\.defaults\\.from",
                    "A class of yours, or a default of its, decides what is copied.",
                    "Say it with include and exclude of consumer_groups, and topic_config_exclude of the mappings."),
            hidden(
                    "transforms.*|predicates.*",
                    "Records are mirrored as they are.",
                    "Transform them where they are read; a mirror that changed records could not be cut over to."),
            hidden(
                    "config\\.providers.*",
                    "Secrets are environment variables of the agents.",
                    "Have what starts the agents fill them in."),
            open(
                    "target\\.cluster\\.bootstrap\\.servers",
                    "The destination is the cluster whose brokers the agents are, and no document names it.",
                    "Have the agents join it, or point clients at the cluster that the agents make."),
            hidden(
                    "target\\..*|producer\\..*",
                    "The destination is the cluster whose brokers the agents are, and is written without clients.",
                    "Nothing takes its place."),
            hidden(
                    "source\\.cluster\\.ssl\\.endpoint\\.identification\\.algorithm",
                    "Whether a broker's certificate has its name is always verified.",
                    "Give brokers certificates with their names, or set tls_insecure_skip_verify: true, which verifies"
                            + " nothing at all."),
            hidden(
                    "source\\.cluster\\.(ssl|sasl|security)\\..*|(source\\.)?(consumer|admin)\\.(ssl|sasl|security)\\..*",
                    "source_cluster_credentials has no such setting, or it is without effect under security.protocol and"
                            + " sasl.mechanism of the cluster.",
                    "Check that the link connects: orbit validate --live."),
            open(
                    "(source\\.)?consumer\\.isolation\\.level",
                    "The mirror holds what the source holds, transactions with their outcome.",
                    "Set isolation.level of the consumers at the destination."),
            hidden(
                    Pattern.quote(MirrorMakerProperties.WITHOUT_EFFECT) + ".*",
                    "MirrorMaker 2 heeds it only behind a cluster (A.) or a flow (A->B.).",
                    "Nothing takes its place."),
            hidden(
                    "source\\..*|consumer\\..*|admin\\..*|forwarding\\.admin\\.class",
                    "Agents read sources as brokers do, not with clients that have such a setting.",
                    "What bounds reading is under fetch: concurrency, max_bytes, max_partition_bytes, bytes_per_second."),
            hidden(
                    "exactly\\.once\\..*|transaction\\..*",
                    "Each record is at its source's offset, and so there once.",
                    "Nothing takes its place."),
            hidden(
                    "metric.*|metrics\\..*|auto\\.include\\.jmx\\.reporter",
                    "Metrics are the brokers' own.",
                    "See docs/metrics.md."),
            hidden(
                    "strimzi\\..*",
                    "It concerns the Kafka Connect workers that Strimzi runs, and there are none.",
                    "Once Orbit mirrors everything, delete the resource."),
            hidden(
                    "name|connector\\..*|(config|offset|status)\\..*|(key|value|header)\\.converter.*|group\\.id|client\\.id"
                            + "|plugin\\..*|rest\\..*|listeners.*|dedicated\\..*|worker\\..*|tasks?\\..*|errors\\..*"
                            + "|rebalance\\..*|scheduled\\..*",
                    "It concerns Kafka Connect's workers, and there are none.",
                    "Once Orbit mirrors everything, stop them and delete their topics."));

    private Reasons() {}

    private static Rule open(String keys, String why, String instead) {
        return new Rule(Pattern.compile(keys), new Reason(why, instead, true));
    }

    private static Rule hidden(String keys, String why, String instead) {
        return new Rule(Pattern.compile(keys), new Reason(why, instead, false));
    }

    static Reason of(String key) {
        return RULES.stream()
                .filter(rule -> rule.keys().matcher(key).matches())
                .map(Rule::reason)
                .findFirst()
                .orElse(UNKNOWN);
    }
}
