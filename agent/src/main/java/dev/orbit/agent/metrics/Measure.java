// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.metrics;

import java.util.List;

/** Everything that is measured. {@code docs/metrics.md} lists the same. */
public enum Measure {
    FORWARDED_BYTES(
            "orbit-proxy",
            "forwarded-bytes-total",
            Kind.COUNTER,
            "Bytes of batches, as their producers compressed them, that the source acknowledged.",
            Label.LINK,
            Label.TOPIC),
    FORWARDED_RECORDS(
            "orbit-proxy",
            "forwarded-records-total",
            Kind.COUNTER,
            "Records in batches that the source acknowledged.",
            Label.LINK,
            Label.TOPIC),
    FORWARDED_BATCHES(
            "orbit-proxy",
            "forwarded-batches-total",
            Kind.COUNTER,
            "Batches that the source acknowledged: a produce request brings one for each of its partitions.",
            Label.LINK,
            Label.TOPIC),
    FORWARD_ERRORS(
            "orbit-proxy",
            "forward-errors-total",
            Kind.COUNTER,
            "Batches whose producer was answered with this error instead.",
            Label.LINK,
            Label.TOPIC,
            Label.ERROR),
    APPENDED_BYTES(
            "orbit-mirror",
            "appended-bytes-total",
            Kind.COUNTER,
            "Bytes of the source's batches, as they came, that were appended here.",
            Label.LINK,
            Label.TOPIC),
    APPENDED_RECORDS(
            "orbit-mirror",
            "appended-records-total",
            Kind.COUNTER,
            "Records in them, transaction markers included; a batch of message format 0 or 1 counts as one.",
            Label.LINK,
            Label.TOPIC),
    PARTITIONS(
            "orbit-mirror",
            "partitions",
            Kind.GAUGE,
            "Partitions that this agent leads and mirrors.",
            Label.LINK,
            Label.TOPIC),
    FAILED_PARTITIONS(
            "orbit-mirror",
            "failed-partitions",
            Kind.GAUGE,
            "Those of them that are not being mirrored now; `orbit status` says why.",
            Label.LINK,
            Label.TOPIC),
    OFFSET_LAG(
            "orbit-mirror",
            "offset-lag",
            Kind.GAUGE,
            "Offsets that the source has and the mirror has not, of these partitions together.",
            Label.LINK,
            Label.TOPIC),
    OFFSET_LAG_MAX(
            "orbit-mirror",
            "offset-lag-max",
            Kind.GAUGE,
            "The same, of the partition that is furthest behind.",
            Label.LINK,
            Label.TOPIC),
    TIME_LAG_SECONDS_MAX(
            "orbit-mirror",
            "time-lag-seconds-max",
            Kind.GAUGE,
            "Age of the oldest source record that is not here, of the partition where it is highest.",
            Label.LINK,
            Label.TOPIC),
    CUTOVER_PAUSE_SECONDS(
            "orbit-mirror",
            "cutover-pause-seconds",
            Kind.GAUGE,
            "How long this agent kept producers waiting in the topic's latest cutover, the one that is under way included.",
            Label.LINK,
            Label.TOPIC),
    REACHABLE("orbit-link", "reachable", Kind.GAUGE, "1 while the source answers this agent, else 0.", Label.LINK),
    PROXY_REACHABLE(
            "orbit-link",
            "proxy-reachable",
            Kind.GAUGE,
            "1 while the source takes what this agent's proxy connects with, else 0.",
            Label.LINK),
    TROUBLED_TOPICS(
            "orbit-link",
            "troubled-topics",
            Kind.GAUGE,
            "Topics whose `mirror` is FAILED, SOURCE_DELETED, DIVERGED or STALE: `orbit status` says why. Every agent tells"
                    + " all.",
            Label.LINK,
            Label.MIRROR),
    UNMIRRORED_TOPICS(
            "orbit-link",
            "unmirrored-topics",
            Kind.GAUGE,
            "Source topics that a mapping matches and that cannot be mirrored: `orbit status` says why. The coordinator"
                    + " tells.",
            Label.LINK),
    CONNECTION_FAILURES(
            "orbit-link",
            "connection-failures-total",
            Kind.COUNTER,
            "Connections to the source's brokers that were lost or could not be made; each is tried again.",
            Label.LINK),
    FORWARD_REQUESTS(
            "orbit-link",
            "forward-requests-total",
            Kind.COUNTER,
            "Produce requests sent to the source: batches of many clients share one.",
            Label.LINK),
    IN_FLIGHT_BYTES(
            "orbit-link",
            "in-flight-bytes",
            Kind.GAUGE,
            "Bytes of batches on their way to the source, without an answer yet.",
            Label.LINK),
    IN_FLIGHT_BYTES_LIMIT(
            "orbit-link",
            "in-flight-bytes-limit",
            Kind.GAUGE,
            "The most there may be of them: past it, producers wait for their turn.",
            Label.LINK),
    WAITING_BYTES(
            "orbit-link",
            "waiting-bytes",
            Kind.GAUGE,
            "Bytes of batches that wait for their turn. No more than may be in flight: past it, producers are told to try"
                    + " again.",
            Label.LINK),
    HELD_BYTES("orbit-agent", "held-bytes", Kind.GAUGE, "Bytes of batches that wait, during cutovers most of all."),
    HELD_BYTES_LIMIT(
            "orbit-agent",
            "held-bytes-limit",
            Kind.GAUGE,
            "The most there may be of them (`orbit.held.bytes.max`): past it, producers are told to try again."),
    COPIED_GROUP_OFFSETS(
            "orbit-agent",
            "copied-group-offsets-total",
            Kind.COUNTER,
            "Offsets of consumer groups that this agent copied, by group and partition; the coordinator copies them.");

    /** How the values of one go. */
    public enum Kind {
        /** Only up, from 0 when the agent starts. */
        COUNTER,
        /** Up and down. */
        GAUGE
    }

    /** Names of labels. */
    static final class Label {
        static final String LINK = "link";
        /** By its name at the destination. */
        static final String TOPIC = "topic";
        /** Of Kafka's protocol, by name. */
        static final String ERROR = "error";

        /** How a topic's mirror fares, by the word for it. */
        static final String MIRROR = "mirror";

        private Label() {}
    }

    private final String group;
    private final String attribute;
    private final Kind kind;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // it is: List.of
    private final List<String> labels;

    Measure(String group, String attribute, Kind kind, String description, String... labels) {
        this.group = group;
        this.attribute = attribute;
        this.kind = kind;
        this.description = description;
        this.labels = List.of(labels);
    }

    /** The {@code type} of its MBeans. */
    public String group() {
        return group;
    }

    /** Its name within the group. */
    public String attribute() {
        return attribute;
    }

    public Kind kind() {
        return kind;
    }

    public String description() {
        return description;
    }

    /** Keys of the MBeans' names besides the type, in their order. */
    public List<String> labels() {
        return labels;
    }

    /** As Prometheus knows it. */
    public String prometheusName() {
        return (group + "_" + attribute).replace('-', '_');
    }
}
