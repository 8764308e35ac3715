// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.coordinator.source.SourceQueries.SourceScan;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceTopic;
import dev.orbit.agent.declared.Declared;
import dev.orbit.agent.declared.Matching;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.schemas.ChangesResponse.TopicEffect;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.schemas.TopicMatching;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** What a batch of changes means for topics, seen with the source's topics at hand. Pure. */
final class ChangeEffects {

    private final ChangePlan plan;
    private final StateImage before;
    private final StateImage after;
    private final Matching matchingBefore;
    private final Matching matchingAfter;
    private final Predicate<String> existsAtDestination;
    private final Function<MirrorTopic, Optional<Snapshot.Topic>> figures;
    private final Map<String, TopicEffect> effects = new TreeMap<>();
    private final ProxyEffects proxy = new ProxyEffects();
    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    /** Ids of the mappings that are the first to match some topic of a source. */
    private final Set<String> matching = new HashSet<>();

    private ChangeEffects(
            ChangePlan plan,
            Predicate<String> existsAtDestination,
            Function<MirrorTopic, Optional<Snapshot.Topic>> figures) {
        this.plan = plan;
        this.before = plan.before();
        this.after = plan.after();
        this.matchingBefore = Matching.of(before);
        this.matchingAfter = Matching.of(after);
        this.existsAtDestination = existsAtDestination;
        this.figures = figures;
    }

    /**
     * The effects.
     *
     * @param scans of the sources of the batch's links
     * @param figures how far a mirror topic is behind; empty while nobody can tell
     */
    static ChangeEffects of(
            ChangePlan plan,
            Map<String, SourceScan> scans,
            Predicate<String> existsAtDestination,
            Function<MirrorTopic, Optional<Snapshot.Topic>> figures) {
        ChangeEffects result = new ChangeEffects(plan, existsAtDestination, figures);
        plan.before().topics().values().forEach(result::known);
        scans.forEach((link, scan) -> scan.topics().forEach(topic -> result.found(link, scan, topic)));
        result.warnings.addAll(result.proxy.settle(plan.before(), result.effects));
        scans.keySet().forEach(result::warnOfPause);
        result.warnings.addAll(UnmatchedMappings.warnings(plan, scans, result.matching));
        return result;
    }

    List<TopicEffect> topics() {
        return List.copyOf(effects.values());
    }

    List<Problem> problems() {
        return problems;
    }

    /** What the operator should know, and what stops nothing. */
    List<Problem> warnings() {
        return warnings;
    }

    private void known(MirrorTopic topic) {
        if (topic.mapping() == null
                || topic.migration() instanceof Migration.Complete
                || topic.migration() instanceof Migration.Underway) {
            return;
        }
        MigrationState from = topic.migration().state();
        if (!Declared.isHeld(after, topic)) {
            put(topic, from, MigrationState.REJECT, "released");
            return;
        }
        if (Declared.isLetGo(after, topic) && !Declared.isLetGo(before, topic) && topic.created()) {
            letGo(topic);
            return;
        }
        if (isDeletedFromNowOn(topic)) {
            put(topic, from, MigrationState.REJECT, "deleted");
            warnings.add(new Problem(
                    "mirror_deleted",
                    "topic " + topic.topic() + " is deleted with all its records: its source topic "
                            + topic.sourceTopic() + " is gone, and its mapping follows that from now on.",
                    null,
                    "Leave follow_source_deletion out to keep it."));
            return;
        }
        boolean was = Declared.isProxied(before, topic);
        boolean will = Declared.isProxied(after, topic);
        MigrationState to = was && !will ? MigrationState.REJECT : from;
        if (will) {
            proxy.known(topic, !was);
        }
        boolean pausedBefore = Declared.isPaused(before, topic.link());
        boolean pausedAfter = Declared.isPaused(after, topic.link());
        if (pausedBefore != pausedAfter) {
            put(topic, from, to, pausedAfter ? "paused" : "resumed");
        } else if (was && !will) {
            put(topic, from, to, "unproxied");
        }
    }

    private boolean isDeletedFromNowOn(MirrorTopic topic) {
        boolean isGone = topic.trouble().isDeleted() || topic.failure() != null;
        return isGone && Declared.followsDeletion(after, topic) && !Declared.followsDeletion(before, topic);
    }

    private void letGo(MirrorTopic topic) {
        put(topic, topic.migration().state(), MigrationState.COMPLETE, "let_go");
        Optional<Snapshot.Topic> known = figures.apply(topic);
        Long offsets = known.map(Snapshot.Topic::offsetLag).orElse(null);
        Double seconds = known.map(Snapshot.Topic::timeLagSeconds).orElse(null);
        String lag = offsets == null
                ? "How far it is behind its source is not known; what it lacks is never mirrored."
                : offsets == 0
                        ? "It holds all that its source has at this moment."
                        : "It is behind its source by " + offsets + " records"
                                + (seconds == null ? "" : String.format(Locale.ROOT, " (%.1f s)", seconds))
                                + ", which are never mirrored.";
        warnings.add(new Problem(
                "irreversible",
                "topic " + topic.topic() + " is let go as it is, and takes produces of its own. " + lag
                        + " This cannot be undone.",
                null,
                "To have all that its source has, leave irreversible_disable_orbit_management out and cut it over (orbit"
                        + " migrate --topic " + topic.topic() + ")."));
    }

    /** It is matched now, and mirrored later. */
    private void warnOfPause(String link) {
        long matched = effects.values().stream()
                .filter(effect -> effect.link().equals(link) && effect.effect().equals("matched"))
                .count();
        if (matched > 0 && Declared.isPaused(after, link)) {
            warnings.add(new Problem(
                    "link_paused",
                    "link " + link + " is paused, and " + matched + (matched == 1 ? " topic is" : " topics are")
                            + " newly matched: nothing is mirrored before it runs.",
                    null,
                    "Set state: running for link " + link + "."));
        }
    }

    private void put(MirrorTopic topic, MigrationState from, MigrationState to, String effect) {
        effects.put(topic.topic(), new TopicEffect(topic.link(), topic.sourceTopic(), topic.topic(), from, to, effect));
    }

    /** Only what the batch itself brings about: or a topic that somebody made would stand against every later batch. */
    private void found(String link, SourceScan scan, SourceTopic source) {
        Optional<TopicMappingSpec> mapping = source.matched(matchingAfter, link);
        mapping.map(TopicMappingSpec::id).ifPresent(matching::add);
        if (mapping.isEmpty() || mapping.equals(source.matched(matchingBefore, link))) {
            return;
        }
        String name = TopicMatching.destination(mapping.get(), source.name());
        MirrorTopic known = before.topics().get(name);
        if (known != null
                && known.sourceClusterId().equals(scan.clusterId())
                && known.sourceTopic().equals(source.name())) {
            adopt(known, link, mapping.get(), source);
            return;
        }
        if (known != null || existsAtDestination.test(name)) {
            add(
                    mapping.get(),
                    new Problem(
                            "destination_topic_exists",
                            "destination topic " + name + " exists and is not the" + " mirror of " + source.name()
                                    + "; it is never written to.",
                            nameField(mapping.get()),
                            "Give the mirror another name, or delete the topic."));
            return;
        }
        TopicEffect other = effects.get(name);
        if (other != null
                && !(other.sourceTopic().equals(source.name()) && other.link().equals(link))) {
            twice(name, other, link, mapping.get(), source);
            return;
        }
        if (mapping.get().irreversibleDisableOrbitManagement()) {
            return;
        }
        effects.put(name, new TopicEffect(link, source.name(), name, null, MigrationState.REJECT, "matched"));
        if (Declared.isProxied(after, link, mapping.get())) {
            proxy.matched(scan.clusterId(), source.name(), link, name);
        }
    }

    private void twice(String name, TopicEffect other, String link, TopicMappingSpec mapping, SourceTopic source) {
        String both = other.link().equals(link)
                ? "source topics " + other.sourceTopic() + " and " + source.name()
                : "source topic " + other.sourceTopic() + " of link " + other.link() + " and source topic "
                        + source.name() + " of link " + link;
        add(
                mapping,
                new Problem(
                        "duplicate_destination",
                        both + " would both be mirrored as " + name + ".",
                        nameField(mapping),
                        "Give one of the two another name at the destination."));
    }

    private void add(TopicMappingSpec mapping, Problem problem) {
        problems.add(plan.of(ChangePlan.mapping(mapping.id()), problem));
    }

    private static String nameField(TopicMappingSpec mapping) {
        return mapping.sourceRegex() == null ? "destination_topic" : "destination_prefix";
    }

    private void adopt(MirrorTopic known, String link, TopicMappingSpec mapping, SourceTopic source) {
        if (known.migration() instanceof Migration.Complete) {
            return;
        }
        Optional<TopicMappingSpec> holder = Declared.holder(after, known);
        if (holder.isPresent() && !known.link().equals(link)) {
            add(mapping, heldByAnother(known, holder.get(), mapping));
            return;
        }
        if (known.mapping() != null && known.link().equals(link)) {
            return;
        }
        if (source.mayBe(known.sourceTopicId())) {
            if (mapping.irreversibleDisableOrbitManagement()) {
                letGo(known);
                return;
            }
            put(known, known.migration().state(), MigrationState.REJECT, "adopted");
            if (Declared.isProxied(after, link, mapping)) {
                proxy.adopted(known, link);
            }
            return;
        }
        add(
                mapping,
                new Problem(
                        "source_topic_recreated",
                        "source topic " + source.name()
                                + " was deleted and made anew, and destination topic " + known.topic()
                                + " holds the old one's records.",
                        nameField(mapping),
                        "Give the mirror another name, or delete topic " + known.topic() + " at the destination."));
    }

    private static Problem heldByAnother(MirrorTopic known, TopicMappingSpec holder, TopicMappingSpec mapping) {
        return new Problem(
                "duplicate_destination",
                "destination topic " + known.topic() + " mirrors source topic " + known.sourceTopic() + " over link "
                        + known.link() + " already, by its mapping " + holder.source() + ".",
                nameField(mapping),
                "Give the mirror another name at the destination, or exclude the topic from one of the two mappings.");
    }
}
