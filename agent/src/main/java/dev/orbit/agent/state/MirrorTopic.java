// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import com.fasterxml.jackson.annotation.JsonIgnore;
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
 * @param startOffsets per partition, the chosen start; never evaluated again
 * @param created whether the destination topic exists
 * @param attempts migration attempts so far
 * @param lastAttempt null before the first
 * @param failure why mirroring stopped for good; null while it did not
 * @param trouble what befell the source topic
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
        SourceTrouble trouble) {

    public MirrorTopic {
        startOffsets = List.copyOf(startOffsets);
    }

    /** Whether leaders fetch from the source. */
    @JsonIgnore
    public boolean isMirrored() {
        return created
                && mapping != null
                && failure == null
                && !trouble.isDeleted()
                && !(migration instanceof Migration.Stopping)
                && !(migration instanceof Migration.Complete);
    }

    public MirrorTopic withCreated() {
        return new MirrorTopic(
                topic,
                link,
                mapping,
                sourceTopic,
                sourceTopicId,
                sourceClusterId,
                startOffsets,
                true,
                migration,
                attempts,
                lastAttempt,
                failure,
                trouble);
    }

    public MirrorTopic withMigration(Migration next) {
        return new MirrorTopic(
                topic,
                link,
                mapping,
                sourceTopic,
                sourceTopicId,
                sourceClusterId,
                startOffsets,
                created,
                next,
                attempts,
                lastAttempt,
                failure,
                trouble);
    }

    /** Into a new attempt. */
    public MirrorTopic withAttempt(Migration.CatchingUp next) {
        int number = next.attempt().number();
        return new MirrorTopic(
                topic,
                link,
                mapping,
                sourceTopic,
                sourceTopicId,
                sourceClusterId,
                startOffsets,
                created,
                next,
                number,
                new Snapshot.Attempt(number, "running", null),
                failure,
                trouble);
    }

    /** Out of an attempt. */
    public MirrorTopic withOutcome(Migration next, String outcome, @Nullable String reason) {
        return new MirrorTopic(
                topic,
                link,
                mapping,
                sourceTopic,
                sourceTopicId,
                sourceClusterId,
                startOffsets,
                created,
                next,
                attempts,
                new Snapshot.Attempt(attempts, outcome, reason),
                failure,
                trouble);
    }

    /** Of a source that had no topic ids before. */
    public MirrorTopic withSourceTopicId(String id) {
        return new MirrorTopic(
                topic,
                link,
                mapping,
                sourceTopic,
                id,
                sourceClusterId,
                startOffsets,
                created,
                migration,
                attempts,
                lastAttempt,
                failure,
                trouble);
    }

    /** Held by another mapping, or by none. */
    public MirrorTopic withMapping(String newLink, @Nullable String newMapping, Migration next) {
        return new MirrorTopic(
                topic,
                newLink,
                newMapping,
                sourceTopic,
                sourceTopicId,
                sourceClusterId,
                startOffsets,
                created,
                next,
                attempts,
                lastAttempt,
                failure,
                trouble);
    }

    /** With more partitions; the new ones are mirrored from their first record. */
    public MirrorTopic withPartitions(int count) {
        List<Long> starts = new ArrayList<>(startOffsets);
        while (starts.size() < count) {
            starts.add(0L);
        }
        return new MirrorTopic(
                topic,
                link,
                mapping,
                sourceTopic,
                sourceTopicId,
                sourceClusterId,
                starts,
                created,
                migration,
                attempts,
                lastAttempt,
                failure,
                trouble);
    }

    public MirrorTopic withFailure(@Nullable String newFailure) {
        return new MirrorTopic(
                topic,
                link,
                mapping,
                sourceTopic,
                sourceTopicId,
                sourceClusterId,
                startOffsets,
                created,
                migration,
                attempts,
                lastAttempt,
                newFailure,
                trouble);
    }

    public MirrorTopic withTrouble(SourceTrouble newTrouble) {
        return new MirrorTopic(
                topic,
                link,
                mapping,
                sourceTopic,
                sourceTopicId,
                sourceClusterId,
                startOffsets,
                created,
                migration,
                attempts,
                lastAttempt,
                failure,
                newTrouble);
    }
}
