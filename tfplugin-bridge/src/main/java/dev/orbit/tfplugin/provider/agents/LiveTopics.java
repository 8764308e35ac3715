// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.agents;

import dev.orbit.schemas.Change;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.schemas.TopicMatching;
import dev.orbit.tfplugin.diag.Diagnostic;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Says which topics the changes of one object meet while producers write to them through the agents. */
final class LiveTopics {

    private static final Comparator<TopicMappingSpec> TRIED_FIRST =
            Comparator.comparingInt(TopicMappingSpec::priority).thenComparing(TopicMappingSpec::id);

    private LiveTopics() {}

    /**
     * One warning for all of them; nothing when there are none.
     *
     * @param subject what is changed; Terraform shows only one of several warnings with the same summary
     */
    static Optional<Diagnostic> warning(String subject, List<Change> changes, Snapshot snapshot) {
        Predicate<Snapshot.Topic> own = any(changes, LiveTopics::touchedBy);
        Predicate<Snapshot.Topic> taken =
                any(changes, change -> takenBy(change, snapshot)).and(own.negate());
        Predicate<Snapshot.Topic> touched = own.or(taken);
        List<String> proxied = in(MigrationState.PROXY, touched, snapshot);
        List<String> migrating = in(MigrationState.MIGRATING, touched, snapshot);
        int count = proxied.size() + migrating.size();
        if (count == 0) {
            return Optional.empty();
        }
        String detail = line("In PROXY, their producers are forwarded to the source at this moment", proxied)
                + line("MIGRATING, their cutover is under way", migrating)
                + line("Held by another mapping until now", taken(taken, snapshot));
        return Optional.of(Diagnostic.warning(
                "The change of " + subject + " touches " + TopicNames.count(count) + " in use", detail.strip()));
    }

    private static Predicate<Snapshot.Topic> any(
            List<Change> changes, Function<Change, Predicate<Snapshot.Topic>> each) {
        return changes.stream().map(each).reduce(topic -> false, Predicate::or);
    }

    /** A link goes only after its mappings, each of which tells its own. */
    private static Predicate<Snapshot.Topic> touchedBy(Change change) {
        if (change instanceof Change.PutLink put) {
            return topic -> topic.link().equals(put.spec().name());
        }
        if (change instanceof Change.PutTopicMapping put) {
            return heldBy(put.spec().link(), put.spec().source());
        }
        if (change instanceof Change.DeleteTopicMapping delete) {
            return heldBy(delete.link(), delete.source());
        }
        return topic -> false;
    }

    /** A mapping that is tried before the one that holds a topic by now has its own configs, rules and name for it. */
    private static Predicate<Snapshot.Topic> takenBy(Change change, Snapshot snapshot) {
        if (!(change instanceof Change.PutTopicMapping put)) {
            return topic -> false;
        }
        TopicMappingSpec mapping = put.spec();
        return topic -> topic.link().equals(mapping.link())
                && topic.mapping() != null
                && !topic.mapping().equals(mapping.source())
                && TopicMatching.matches(mapping, topic.sourceTopic())
                && Lookup.mapping(snapshot, topic.link() + "/" + topic.mapping())
                        .filter(holder -> TRIED_FIRST.compare(mapping, holder.spec()) < 0)
                        .isPresent();
    }

    private static List<String> taken(Predicate<Snapshot.Topic> taken, Snapshot snapshot) {
        return snapshot.topics().stream()
                .filter(topic -> topic.state() == MigrationState.PROXY || topic.state() == MigrationState.MIGRATING)
                .filter(taken)
                .map(Snapshot.Topic::topic)
                .toList();
    }

    private static Predicate<Snapshot.Topic> heldBy(String link, String source) {
        return topic -> topic.link().equals(link) && source.equals(topic.mapping());
    }

    private static List<String> in(MigrationState state, Predicate<Snapshot.Topic> touched, Snapshot snapshot) {
        return snapshot.topics().stream()
                .filter(topic -> topic.state() == state && touched.test(topic))
                .map(Snapshot.Topic::topic)
                .toList();
    }

    private static String line(String what, List<String> topics) {
        return topics.isEmpty() ? "" : what + ": " + TopicNames.list(topics) + "\n";
    }
}
