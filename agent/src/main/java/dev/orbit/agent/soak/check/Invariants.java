// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.check;

import dev.orbit.agent.soak.history.TopicModel;
import dev.orbit.agent.soak.stage.Positions;
import dev.orbit.agent.verify.PartitionReport;
import dev.orbit.agent.verify.Result;
import dev.orbit.agent.verify.TopicReport;
import dev.orbit.schemas.MirrorState;
import dev.orbit.schemas.Snapshot;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/** Holds what was observed against the invariants. Pure. */
public final class Invariants {

    private Invariants() {}

    /** A comparison of a mirror with its source; one that could not be carried out says nothing. */
    public static Optional<Breach> prefix(TopicReport report) {
        if (report.result() != Result.DIFFERS) {
            return Optional.empty();
        }
        Stream<String> ofTopic = Stream.ofNullable(report.difference()).map(Object::toString);
        Stream<String> ofPartitions = report.partitions().stream()
                .filter(partition -> partition.difference() != null)
                .map(Invariants::words);
        return Optional.of(new Breach(
                Invariant.PREFIX,
                report.topic(),
                String.join("; ", Stream.concat(ofTopic, ofPartitions).toList())));
    }

    private static String words(PartitionReport partition) {
        return "partition " + partition.partition() + ": " + partition.difference() + ", source " + partition.source()
                + ", destination " + partition.destination();
    }

    /**
     * A commit that Orbit wrote.
     *
     * @param commit read before the positions
     * @param mirror of the partition
     */
    public static Optional<Breach> commitIsMirrored(String group, String partition, long commit, Positions mirror) {
        return commit <= mirror.highWatermark()
                ? Optional.empty()
                : Optional.of(new Breach(
                        Invariant.COMMITS_LIE_WITHIN_THE_LOG,
                        group + " on " + partition,
                        "the commit " + commit + " lies beyond the mirror, " + mirror));
    }

    /**
     * The commit of a group at rest.
     *
     * @param commit at the destination; null: none
     * @param sourceCommit at the source
     */
    public static Optional<Breach> commitIsTheSources(
            String group, String partition, @Nullable Long commit, long sourceCommit, Positions mirror) {
        long wanted = Math.max(sourceCommit, mirror.logStartOffset());
        boolean waits = wanted > mirror.highWatermark();
        return waits || (commit != null && commit == wanted)
                ? Optional.empty()
                : Optional.of(new Breach(
                        Invariant.COMMITS_LIE_WITHIN_THE_LOG,
                        group + " on " + partition,
                        "the commit at the destination is " + commit + ", and the source's " + sourceCommit
                                + " within the mirror, " + mirror + ", is " + wanted));
    }

    /**
     * Where a mirror at rest begins and ends.
     *
     * @param deletedBelow the largest log start that anybody asked for; a broker that is killed may forget it
     */
    public static Optional<Breach> arrived(
            TopicModel topic, int partition, Positions source, Positions mirror, long deletedBelow) {
        boolean begins = topic.retained()
                || (mirror.logStartOffset() >= source.logStartOffset()
                        && mirror.logStartOffset() <= Math.max(source.logStartOffset(), deletedBelow));
        boolean rests = source.lastStableOffset() == source.highWatermark();
        return begins && rests && mirror.endsWith(source)
                ? Optional.empty()
                : Optional.of(new Breach(
                        Invariant.THE_MIRROR_ARRIVES,
                        topic.name() + "-" + partition,
                        "the source holds " + source + ", the mirror " + mirror));
    }

    /**
     * What is set on a mirror topic at rest; its segments may be larger, for the batches that its source held once.
     *
     * @param source what is set on the topic there
     */
    public static Optional<Breach> configured(String topic, Map<String, String> source, Map<String, String> mirror) {
        Map<String, String> wanted = new TreeMap<>(source);
        wanted.remove(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
        Map<String, String> actual = new TreeMap<>(mirror);
        wanted.computeIfPresent(TopicConfig.SEGMENT_BYTES_CONFIG, (name, bytes) -> larger(bytes, actual.get(name)));
        return actual.equals(wanted)
                ? Optional.empty()
                : Optional.of(new Breach(
                        Invariant.CONFIGS_FOLLOW, topic, "the source has " + wanted + ", the mirror " + actual));
    }

    private static String larger(String bytes, @Nullable String other) {
        return other == null || Long.parseLong(other) < Long.parseLong(bytes) ? bytes : other;
    }

    /** What the agent says of a topic at rest; null: nothing. */
    public static Optional<Breach> reported(TopicModel topic, Snapshot.@Nullable Topic told) {
        MirrorState wanted = topic.isMirrored()
                ? MirrorState.ACTIVE
                : topic.exists() ? MirrorState.FAILED : MirrorState.SOURCE_DELETED;
        boolean isRight =
                told != null && told.mirror() == wanted && (wanted != MirrorState.ACTIVE || told.error() == null);
        return isRight
                ? Optional.empty()
                : Optional.of(new Breach(
                        Invariant.TROUBLE_IS_REPORTED,
                        topic.name(),
                        "it should be told as " + wanted + (wanted == MirrorState.ACTIVE ? " without an error" : "")
                                + ", and is told as "
                                + (told == null
                                        ? "nothing"
                                        : told.mirror() + ", " + told.error() + ", " + told.partitions())));
    }
}
