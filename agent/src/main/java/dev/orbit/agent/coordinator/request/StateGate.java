// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.coordinator.duty.SourceQueries.SourceScan;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.schemas.Problem;
import java.util.Optional;

/** Whether a topic stands where a request can begin. Pure. */
final class StateGate {

    private StateGate() {}

    static Optional<Problem> initiating(MirrorTopic topic) {
        String name = topic.topic();
        if (topic.failure() != null) {
            return Optional.of(new Problem(
                    "mirror_failed",
                    "topic " + name + " is not mirrored: " + topic.failure(),
                    null,
                    "Mend that first."));
        }
        Optional<Problem> trouble = troubled(topic);
        if (trouble.isPresent()) {
            return trouble;
        }
        if (topic.migration() instanceof Migration.Proxy) {
            return Optional.empty();
        }
        if (topic.migration() instanceof Migration.Complete) {
            return Optional.of(new Problem(
                    "already_complete", "topic " + name + " is COMPLETE already.", null, "Nothing is left to do."));
        }
        if (topic.migration() instanceof Migration.LettingGo) {
            return Optional.of(lettingGo(topic));
        }
        if (topic.migration() instanceof Migration.Migrating migrating) {
            return Optional.of(new Problem(
                    "already_migrating",
                    "topic " + name + " is MIGRATING already, in attempt "
                            + migrating.attempt().number() + ".",
                    null,
                    "Wait for it, or abort it."));
        }
        return Optional.of(new Problem(
                "not_proxied",
                "topic " + name + " is in REJECT: its producers are not proxied.",
                null,
                "Enable auto_migration for its topic mapping, and point its producers here first."));
    }

    private static Problem lettingGo(MirrorTopic topic) {
        return new Problem(
                "letting_go",
                "Orbit is letting go of topic " + topic.topic()
                        + ": its mapping says irreversible_disable_orbit_management.",
                null,
                "Wait until it is COMPLETE; this cannot be stopped.");
    }

    /** Its mirror would not catch up. */
    static Problem paused(MirrorTopic topic) {
        return new Problem(
                "link_paused",
                "topic " + topic.topic() + " is not mirrored at the moment: link " + topic.link() + " is paused.",
                null,
                "Set state: running for link " + topic.link() + ", and wait until the mirror has caught up.");
    }

    /** A copy that is known not to be one is not cut over to. */
    private static Optional<Problem> troubled(MirrorTopic topic) {
        if (topic.migration() instanceof Migration.Complete) {
            return Optional.empty();
        }
        if (topic.trouble().isDeleted()) {
            return Optional.of(new Problem(
                    "source_deleted",
                    "topic " + topic.topic() + " has no source any more: topic " + topic.sourceTopic()
                            + " was deleted there.",
                    null,
                    "Take the topic out of the migration."));
        }
        return topic.trouble()
                .divergence()
                .map(reason -> new Problem(
                        "mirror_diverged",
                        "topic " + topic.topic() + " is not a copy of its source any more: " + reason,
                        null,
                        "Mend that first."));
    }

    /** Records of a partition that is not mirrored yet would be left behind. */
    static Optional<Problem> growing(MirrorTopic topic, SourceScan source) {
        int mirrored = topic.startOffsets().size();
        return source.topics().stream()
                .filter(found -> found.name().equals(topic.sourceTopic()) && found.partitions() > mirrored)
                .findFirst()
                .map(found -> new Problem(
                        "partitions_not_mirrored",
                        "source topic " + found.name() + " has " + found.partitions() + " partitions, and topic "
                                + topic.topic() + " mirrors " + mirrored + " of them.",
                        null,
                        "Wait until the new ones are mirrored (orbit status), then start again."));
    }

    static Problem aborting(MirrorTopic topic) {
        if (topic.migration() instanceof Migration.LettingGo) {
            return lettingGo(topic);
        }
        boolean complete = topic.migration() instanceof Migration.Complete;
        return new Problem(
                complete ? "already_complete" : "not_migrating",
                "topic " + topic.topic() + " is " + topic.migration().state() + ".",
                null,
                complete
                        ? "COMPLETE is terminal: a migration cannot be taken back."
                        : "Only a topic that is MIGRATING can be aborted.");
    }
}
