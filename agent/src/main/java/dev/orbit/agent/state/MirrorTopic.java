// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.orbit.schemas.MirrorState;
import dev.orbit.schemas.Snapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A destination topic under Orbit's management. Recorded, and read by every live agent, before the topic is created.
 *
 * @param topic name at the destination
 * @param link the link it is mirrored over; of a released topic, the last one
 * @param mapping source topic or regex of the mapping that holds it; null: released, it stays closed
 * @param sourceTopicId tells a recreated source topic from the one that was matched; zero while the source has none
 * @param startOffsets per partition, the chosen start; never evaluated again, but for a resync
 * @param created whether the destination topic exists
 * @param attempts migration attempts so far
 * @param lastAttempt null before the first
 * @param failure why mirroring stopped for good; null while it did not
 * @param trouble what befell the source topic
 * @param topicId of the destination topic that Orbit made; null until it is known
 * @param resync while the destination topic is made anew; else null
 * @param compaction what the source's log cleaner takes away; null: nothing, or it is not known yet
 * @param origins ids of the clusters that the records came through before the source, the first one first; empty: the
 *     source is where they were produced
 */
public record MirrorTopic(
        String topic,
        String link,
        @Nullable String mapping,
        String sourceTopic,
        String sourceTopicId,
        String sourceClusterId,
        List<Long> startOffsets,
        boolean created,
        Migration migration,
        int attempts,
        Snapshot.@Nullable Attempt lastAttempt,
        @Nullable String failure,
        SourceTrouble trouble,
        @Nullable String topicId,
        @Nullable Resync resync,
        @Nullable SourceCompaction compaction,
        List<String> origins) {

    /** What a mirror stays in until somebody acts. */
    public static final List<MirrorState> TROUBLES =
            List.of(MirrorState.FAILED, MirrorState.SOURCE_DELETED, MirrorState.DIVERGED, MirrorState.STALE);

    public MirrorTopic {
        startOffsets = List.copyOf(startOffsets);
        origins = nullToEmpty(origins);
    }

    /** A topic of the time before origins has none. */
    private static List<String> nullToEmpty(@Nullable List<String> origins) {
        return origins == null ? List.of() : List.copyOf(origins);
    }

    /** Newly matched; its destination topic is not there yet. */
    public static MirrorTopic matched(
            String topic,
            String link,
            String mapping,
            String sourceTopic,
            String sourceTopicId,
            String sourceClusterId,
            List<Long> startOffsets,
            List<String> origins) {
        return new MirrorTopic(
                topic,
                link,
                mapping,
                sourceTopic,
                sourceTopicId,
                sourceClusterId,
                startOffsets,
                false,
                new Migration.Reject(),
                0,
                null,
                null,
                SourceTrouble.NONE,
                null,
                null,
                null,
                origins);
    }

    /** Whether leaders fetch from the source. */
    @JsonIgnore
    public boolean isMirrored() {
        return isThere()
                && mapping != null
                && failure == null
                && !trouble.isDeleted()
                && !isStopping()
                && !(migration instanceof Migration.Complete);
    }

    /** Why it is no copy of its source any more, and stays so until somebody acts: one of {@link #TROUBLES}, or null. */
    @JsonIgnore
    public @Nullable MirrorState troubled() {
        if (resync != null) {
            return null;
        }
        if (failure != null) {
            return MirrorState.FAILED;
        }
        if (migration instanceof Migration.Complete) {
            return null;
        }
        if (trouble.isDeleted()) {
            return MirrorState.SOURCE_DELETED;
        }
        if (trouble.divergence().isPresent()) {
            return MirrorState.DIVERGED;
        }
        return trouble.staleness().isPresent() ? MirrorState.STALE : null;
    }

    /** Whether there is a destination topic that is to stay. */
    @JsonIgnore
    public boolean isThere() {
        return created && resync == null;
    }

    /** Whether leaders stop the mirror, and say so. */
    @JsonIgnore
    public boolean isStopping() {
        return !stop().isNone();
    }

    /** The stop that leaders carry out. */
    @JsonIgnore
    public MirrorStop stop() {
        return migration instanceof Migration.Underway underway ? underway.stop() : MirrorStop.NONE;
    }

    /** Its destination topic is there, under this id. */
    public MirrorTopic withCreated(String newTopicId) {
        Copy copy = new Copy(this);
        copy.created = true;
        copy.topicId = newTopicId;
        copy.resync = null;
        return copy.topic();
    }

    public MirrorTopic withMigration(Migration next) {
        Copy copy = new Copy(this);
        copy.migration = next;
        return copy.topic();
    }

    /** Into a new attempt. */
    public MirrorTopic withAttempt(Migration.Underway next) {
        return withAttempt(next, null);
    }

    /**
     * Into a new attempt.
     *
     * @param remark what is to be known of its beginning
     */
    public MirrorTopic withAttempt(Migration.Underway next, @Nullable String remark) {
        int number = next.attempt().number();
        Copy copy = new Copy(this);
        copy.migration = next;
        copy.attempts = number;
        copy.lastAttempt = new Snapshot.Attempt(number, "running", remark);
        return copy.topic();
    }

    /** Out of an attempt. */
    public MirrorTopic withOutcome(Migration next, String outcome, @Nullable String reason) {
        Copy copy = new Copy(this);
        copy.migration = next;
        copy.lastAttempt = new Snapshot.Attempt(attempts, outcome, reason);
        return copy.topic();
    }

    /** Of a source that had no topic ids before. */
    public MirrorTopic withSourceTopicId(String id) {
        Copy copy = new Copy(this);
        copy.sourceTopicId = id;
        return copy.topic();
    }

    /** Held by another mapping, or by none. */
    public MirrorTopic withMapping(String newLink, @Nullable String newMapping, Migration next) {
        Copy copy = new Copy(this);
        copy.link = newLink;
        copy.mapping = newMapping;
        copy.migration = next;
        return copy.topic();
    }

    /** With more partitions; the new ones are mirrored from their first record. */
    public MirrorTopic withPartitions(int count) {
        List<Long> starts = new ArrayList<>(startOffsets);
        while (starts.size() < count) {
            starts.add(0L);
        }
        Copy copy = new Copy(this);
        copy.startOffsets = starts;
        return copy.topic();
    }

    public MirrorTopic withFailure(@Nullable String newFailure) {
        Copy copy = new Copy(this);
        copy.failure = newFailure;
        return copy.topic();
    }

    public MirrorTopic withTrouble(SourceTrouble newTrouble) {
        Copy copy = new Copy(this);
        copy.trouble = newTrouble;
        return copy.topic();
    }

    public MirrorTopic withTopicId(String newTopicId) {
        Copy copy = new Copy(this);
        copy.topicId = newTopicId;
        return copy.topic();
    }

    /** Its destination topic is to be deleted, and made anew; null: it is not, any more. */
    public MirrorTopic withResync(@Nullable Resync begun) {
        Copy copy = new Copy(this);
        copy.resync = begun;
        return copy.topic();
    }

    /** The former destination topic is gone: as newly matched, but for its producers' state. */
    public MirrorTopic toMadeAnew(String newMapping, String newSourceTopicId, List<Long> newStartOffsets) {
        Copy copy = new Copy(this);
        copy.mapping = newMapping;
        copy.sourceTopicId = newSourceTopicId;
        copy.startOffsets = newStartOffsets;
        copy.created = false;
        copy.failure = null;
        copy.trouble = SourceTrouble.NONE;
        copy.topicId = null;
        copy.compaction = null;
        return copy.topic();
    }

    public MirrorTopic withCompaction(@Nullable SourceCompaction newCompaction) {
        Copy copy = new Copy(this);
        copy.compaction = newCompaction;
        return copy.topic();
    }

    /** A topic in the making: all as it was, until set. What a topic is forever has no field to set. */
    private static final class Copy {
        private final MirrorTopic of;
        private String link;
        private @Nullable String mapping;
        private String sourceTopicId;
        private List<Long> startOffsets;
        private boolean created;
        private Migration migration;
        private int attempts;
        private Snapshot.@Nullable Attempt lastAttempt;
        private @Nullable String failure;
        private SourceTrouble trouble;
        private @Nullable String topicId;
        private @Nullable Resync resync;
        private @Nullable SourceCompaction compaction;

        private Copy(MirrorTopic of) {
            this.of = of;
            this.link = of.link;
            this.mapping = of.mapping;
            this.sourceTopicId = of.sourceTopicId;
            this.startOffsets = of.startOffsets;
            this.created = of.created;
            this.migration = of.migration;
            this.attempts = of.attempts;
            this.lastAttempt = of.lastAttempt;
            this.failure = of.failure;
            this.trouble = of.trouble;
            this.topicId = of.topicId;
            this.resync = of.resync;
            this.compaction = of.compaction;
        }

        private MirrorTopic topic() {
            return new MirrorTopic(
                    of.topic,
                    link,
                    mapping,
                    of.sourceTopic,
                    sourceTopicId,
                    of.sourceClusterId,
                    startOffsets,
                    created,
                    migration,
                    attempts,
                    lastAttempt,
                    failure,
                    trouble,
                    topicId,
                    resync,
                    compaction,
                    of.origins);
        }
    }
}
