// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.coordinator.source.SourceQueries.SourceScan;
import dev.orbit.agent.declared.SourceHolders.Holder;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.schemas.FirstFew;
import dev.orbit.schemas.Problem;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a topic stands where a request can begin. Pure. */
final class StateGate {

    private static final int TOGETHER_MAX = 400;

    private StateGate() {}

    static Optional<Problem> initiating(MirrorTopic topic) {
        String name = topic.topic();
        if (topic.resync() != null) {
            return Optional.of(resyncing(topic));
        }
        if (topic.failure() != null) {
            return Optional.of(new Problem(
                    "mirror_failed",
                    "topic " + name + " is not mirrored: " + topic.failure(),
                    null,
                    topic.created()
                            ? mend(topic)
                            : "Delete topic " + name + " at the destination, or give the mirror another name."));
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
        Optional<Problem> opening = opening(topic);
        if (opening.isPresent()) {
            return opening;
        }
        if (topic.migration() instanceof Migration.Migrating migrating) {
            return Optional.of(new Problem(
                    "already_migrating",
                    "topic " + name + " is MIGRATING already, in attempt "
                            + migrating.attempt().number() + ".",
                    null,
                    "Wait for it, or abort it."));
        }
        if (topic.mapping() == null) {
            return Optional.of(new Problem(
                    "not_mapped",
                    "topic " + name + " is held by no topic mapping: it is not mirrored.",
                    null,
                    "Declare a topic mapping that matches source topic " + topic.sourceTopic() + " first."));
        }
        return Optional.of(new Problem(
                "not_proxied",
                "topic " + name + " is in REJECT: its producers are not proxied.",
                null,
                "Enable auto_migration for its topic mapping, and point its producers here first."));
    }

    /** Its auto migration is enabled already: it is another mirror of its source topic that has its producers refused. */
    static Problem waiting(MirrorTopic topic, Holder holder) {
        return new Problem(
                "not_proxied",
                "topic " + topic.topic() + " is in REJECT: " + holder.reason() + ".",
                null,
                holder.remedy(topic.topic()));
    }

    /** Each of those that flip together names all of them, in one write: it must stay below what the state takes. */
    static Optional<Problem> tooManyTogether(int count) {
        return count <= TOGETHER_MAX
                ? Optional.empty()
                : Optional.of(new Problem(
                        "too_many_together",
                        count + " topics would flip together, and at most " + TOGETHER_MAX + " can.",
                        "atomic",
                        "Name fewer topics, or start without atomic."));
    }

    static Problem beingDeleted(MirrorTopic topic) {
        return new Problem(
                "being_deleted",
                "topic " + topic.topic()
                        + " is being deleted at this moment: its source topic was, and its mapping follows" + " that.",
                null,
                "Take follow_source_deletion out of its mapping, and look in a moment whether it is still there.");
    }

    /** It could start, and others that it would migrate together with cannot. */
    static Problem notWithoutOthers(MirrorTopic topic, List<String> refused) {
        return new Problem(
                "not_without_others",
                "topic " + topic.topic() + " could start, but not what it is to migrate together with: "
                        + FirstFew.of(refused, ", ") + ".",
                null,
                "Mend what is said of those, take them out, or start without atomic.");
    }

    /** It is on its way to COMPLETE, and nothing takes it back. */
    private static Optional<Problem> opening(MirrorTopic topic) {
        if (topic.migration() instanceof Migration.LettingGo) {
            return Optional.of(new Problem(
                    "letting_go",
                    "Orbit is letting go of topic " + topic.topic()
                            + ": its mapping says irreversible_disable_orbit_management.",
                    null,
                    "Wait until it is COMPLETE; this cannot be stopped."));
        }
        return topic.migration() instanceof Migration.Failover
                ? Optional.of(new Problem(
                        "already_failing_over",
                        "topic " + topic.topic() + " is being opened without its source already.",
                        null,
                        "Wait until it is COMPLETE; this cannot be stopped. What it waits for is in orbit status."))
                : Optional.empty();
    }

    /**
     * Whether a topic may be opened without its source. Whatever is wrong with the mirror is no reason against it: it may be
     * all that is left. Nor is a resync that waits: it is given up.
     *
     * @param destinationId of the topic of its name; empty: there is none
     */
    static Optional<Problem> failingOver(MirrorTopic topic, Optional<String> destinationId) {
        String name = topic.topic();
        if (topic.migration() instanceof Migration.Complete) {
            return Optional.of(new Problem(
                    "already_complete",
                    "topic " + name + " is COMPLETE already: producers write to it.",
                    null,
                    "Nothing is left to do."));
        }
        if (topic.migration() instanceof Migration.Migrating migrating) {
            return Optional.of(alreadyMigrating(topic, migrating));
        }
        if (topic.resync() != null && (topic.resync().isDeleting() || !topic.created())) {
            return Optional.of(resyncing(topic));
        }
        return opening(topic).or(() -> notOrbits(topic, destinationId));
    }

    /** What Orbit made, and mirrored into, is all that can be opened. */
    private static Optional<Problem> notOrbits(MirrorTopic topic, Optional<String> destinationId) {
        String name = topic.topic();
        String id = topic.topicId();
        if (destinationId.isEmpty()) {
            return Optional.of(new Problem(
                    "not_created", "there is no destination topic " + name + ".", null, "There is nothing to open."));
        }
        if (topic.created() && destinationId.get().equals(id)) {
            return Optional.empty();
        }
        if (id != null) {
            return Optional.of(new Problem(
                    "not_orbits_topic",
                    "destination topic " + name + " is not the one that Orbit made (topic id " + destinationId.get()
                            + ", Orbit's was " + id
                            + "): the mirror is gone, and produces to the other one are refused.",
                    null,
                    "Copy what is needed of topic " + name + ", and delete it: then the mirror is made anew if a topic"
                            + " mapping matches its source, and else the name is free."));
        }
        return topic.failure() == null
                ? Optional.of(new Problem(
                        "not_created",
                        "it is not known yet whether destination topic " + name + " is one that Orbit made.",
                        null,
                        "Try again in a moment."))
                : Optional.of(new Problem(
                        "not_orbits_topic",
                        "destination topic " + name
                                + " was created by somebody else before Orbit could: nothing was"
                                + " mirrored into it, and produces to it are refused.",
                        null,
                        "Have no topic mapping match source topic " + topic.sourceTopic()
                                + " under this name: then it is its maker's, and open to producers. Or delete"
                                + " it, and it is made anew as a mirror."));
    }

    private static Problem alreadyMigrating(MirrorTopic topic, Migration.Migrating migrating) {
        return new Problem(
                "already_migrating",
                "topic " + topic.topic() + " is MIGRATING, in attempt "
                        + migrating.attempt().number() + ".",
                null,
                "Abort it first (orbit abort --topic " + topic.topic() + "), or wait until it is rolled back.");
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
                        mend(topic)))
                .or(() -> topic.trouble()
                        .staleness()
                        .map(reason -> new Problem(
                                "mirror_stale",
                                "topic " + topic.topic() + " may not be a copy of its source any more: " + reason,
                                null,
                                mend(topic))));
    }

    private static String mend(MirrorTopic topic) {
        return "Have it mirrored anew first: orbit resync --topic " + topic.topic() + ".";
    }

    private static Problem resyncing(MirrorTopic topic) {
        return new Problem(
                "already_resyncing",
                "topic " + topic.topic() + " is being made anew.",
                null,
                "Wait until it is mirrored (orbit status).");
    }

    /**
     * Whether a topic may be deleted at the destination and mirrored anew.
     *
     * @param isForced although nothing is wrong with it
     */
    static Optional<Problem> resyncing(MirrorTopic topic, boolean isForced) {
        String name = topic.topic();
        if (topic.migration() instanceof Migration.Complete) {
            return Optional.of(new Problem(
                    "already_complete",
                    "topic " + name + " is COMPLETE: Orbit has let go of it, and producers write to it.",
                    null,
                    "Nothing is left to resync."));
        }
        if (topic.migration() instanceof Migration.Migrating migrating) {
            return Optional.of(alreadyMigrating(topic, migrating));
        }
        Optional<Problem> opening = opening(topic);
        if (opening.isPresent()) {
            return opening;
        }
        if (topic.resync() != null) {
            return Optional.of(resyncing(topic));
        }
        if (topic.topicId() == null || !topic.created()) {
            return Optional.of(new Problem(
                    topic.failure() == null ? "not_created" : "not_orbits_topic",
                    "there is no destination topic " + name + " that Orbit made"
                            + (topic.failure() == null ? "." : ": " + topic.failure()),
                    null,
                    topic.failure() == null ? "Wait until it is created." : "Delete the topic yourself."));
        }
        if (topic.mapping() == null) {
            return Optional.of(new Problem(
                    "not_mapped",
                    "topic " + name + " is held by no topic mapping: it would be deleted, and not mirrored anew.",
                    null,
                    "Declare a topic mapping that matches source topic " + topic.sourceTopic() + " first."));
        }
        boolean isWrong = topic.failure() != null
                || topic.trouble().divergence().isPresent()
                || topic.trouble().staleness().isPresent();
        return isWrong || isForced
                ? Optional.empty()
                : Optional.of(new Problem(
                        "mirror_healthy",
                        "nothing is wrong with topic " + name + ", and its readers would lose it for a while.",
                        null,
                        "If it is to be mirrored anew all the same: orbit resync --topic " + name + " --force."));
    }

    /** What a resync needs of the source: the only copy is not deleted before it is there to be copied again. */
    static Optional<Problem> resyncing(
            MirrorTopic topic, @Nullable LinkDocument link, Optional<SourceScan> scan, @Nullable String linkError) {
        String linked = link == null ? null : link.sourceClusterId();
        if (linked != null && !linked.equals(topic.sourceClusterId())) {
            return Optional.of(otherSource(topic, linked));
        }
        if (linked == null || scan.isEmpty() || linkError != null) {
            return Optional.of(new Problem(
                    "source_unreachable",
                    "the source of topic " + topic.topic() + " does not answer"
                            + (linkError == null ? " yet." : ": " + linkError),
                    null,
                    "Mend link " + topic.link() + " first: until then the mirror is the only copy in reach."));
        }
        boolean isThere =
                scan.get().topics().stream().anyMatch(found -> found.name().equals(topic.sourceTopic()));
        return isThere
                ? Optional.empty()
                : Optional.of(new Problem(
                        "source_deleted",
                        "source topic " + topic.sourceTopic() + " is not there any more: topic " + topic.topic()
                                + " is all that is left of it.",
                        null,
                        "Delete topic " + topic.topic() + " yourself if it is not needed."));
    }

    /** What it is a copy of cannot be copied over this link again. */
    private static Problem otherSource(MirrorTopic topic, String linkedCluster) {
        return new Problem(
                "other_source",
                "topic " + topic.topic() + " is a copy of topic " + topic.sourceTopic() + " of cluster "
                        + topic.sourceClusterId() + ", and link " + topic.link() + " leads to cluster " + linkedCluster
                        + " now: it would be deleted, and not mirrored anew.",
                null,
                "Point link " + topic.link() + " at cluster " + topic.sourceClusterId()
                        + " again. Or, if the copy is not"
                        + " needed, delete topic " + topic.topic() + " yourself: what the mapping matches in cluster "
                        + linkedCluster + " is mirrored then.");
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
        Optional<Problem> opening = opening(topic);
        if (opening.isPresent()) {
            return opening.get();
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
