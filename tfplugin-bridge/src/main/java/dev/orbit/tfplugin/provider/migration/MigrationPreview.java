// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.migration;

import dev.orbit.schemas.ChangesResponse.TopicEffect;
import dev.orbit.schemas.InitiateResponse;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicProblem;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.provider.agents.Agents;
import dev.orbit.tfplugin.provider.agents.Lookup;
import dev.orbit.tfplugin.provider.agents.PlannedChanges;
import dev.orbit.tfplugin.provider.agents.StopSignal;
import dev.orbit.tfplugin.provider.agents.TopicNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says what a cutover would do as things stand, before anybody approves it. */
final class MigrationPreview {

    /** What no waiting mends, and no other change of the same plan. */
    private static final Set<String> HOPELESS =
            Set.of("mirror_diverged", "mirror_failed", "mirror_stale", "source_deleted");

    private static final InitiateResponse NOTHING = new InitiateResponse(List.of(), List.of());

    private final Agents agents;
    private final PlannedChanges plannedChanges;
    private final PaceWatch paceWatch;

    MigrationPreview(Agents agents, PlannedChanges plannedChanges, StopSignal stop) {
        this.agents = agents;
        this.plannedChanges = plannedChanges;
        this.paceWatch = new PaceWatch(agents, stop);
    }

    /**
     * The selected topics that are not COMPLETE, by what becomes of them.
     *
     * @param foreseen those that the same plan has mirrored and their producers forwarded, and that are not yet
     * @param now what the agents say of the others
     */
    private record Outlook(SortedSet<String> running, SortedSet<String> foreseen, InitiateResponse now) {
        int count() {
            return running.size()
                    + foreseen.size()
                    + now.initiated().size()
                    + now.errors().size();
        }
    }

    /** What would happen; nothing when all selected topics are COMPLETE. An error when part of it cannot happen. */
    List<Diagnostic> diagnostics(Shown shown, Gates gates) {
        if (!agents.areKnown()) {
            return List.of();
        }
        Snapshot snapshot = agents.snapshot();
        Selection selection = shown.selection();
        SortedSet<String> foreseen = foreseen(shown, snapshot);
        boolean isLinked = Lookup.link(snapshot, selection.link()).isPresent();
        if (foreseen.isEmpty() && (!isLinked || selection.known(snapshot).isEmpty())) {
            return List.of(irreversible(
                    selection,
                    selection
                            + " selects no topic that is mirrored by now. Those that are when it is applied are cut over,"
                            + " and COMPLETE is for good."));
        }
        Outlook outlook = outlook(shown, gates, snapshot, foreseen, isLinked);
        return outlook.count() == 0 ? List.of() : tell(shown, gates, snapshot, outlook);
    }

    /** What can be said while it is not known which topics are selected. */
    List<Diagnostic> ofUnknownTopics(Fields planned) {
        String whose = planned.isUnknown("link") ? "" : " of link \"" + planned.text("link") + "\"";
        return List.of(Diagnostic.warning(
                "A migration" + whose + " cannot be undone",
                "Which topics it selects is known only at apply. They are cut over then, and COMPLETE is for good: there is"
                        + " no way back to the source."));
    }

    /** Mirrored with forwarded producers once the other changes of this plan are carried out. */
    private SortedSet<String> foreseen(Shown shown, Snapshot snapshot) {
        Selection selection = shown.selection();
        SortedSet<String> ready = selection.known(snapshot).stream()
                .filter(topic -> topic.state() != MigrationState.REJECT)
                .map(Snapshot.Topic::topic)
                .collect(Collectors.toCollection(TreeSet::new));
        return plannedChanges.effects().stream()
                .filter(effect -> effect.link().equals(selection.link()) && effect.to() == MigrationState.PROXY)
                .map(TopicEffect::topic)
                .filter(topic -> selection.selects(topic) && shown.includes(topic) && !ready.contains(topic))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Outlook outlook(Shown shown, Gates gates, Snapshot snapshot, SortedSet<String> foreseen, boolean isLinked) {
        Selection selection = shown.selection();
        Set<String> pending = shown.pending(snapshot);
        SortedSet<String> running = selection.known(snapshot).stream()
                .filter(topic -> topic.state() == MigrationState.MIGRATING)
                .map(Snapshot.Topic::topic)
                .filter(pending::contains)
                .collect(Collectors.toCollection(TreeSet::new));
        SortedSet<String> toStart = new TreeSet<>(pending);
        toStart.removeAll(running);
        toStart.removeAll(foreseen);
        InitiateResponse now = toStart.isEmpty() || !isLinked
                ? NOTHING
                : agents.initiate(gates.request(selection.link(), toStart, true));
        return new Outlook(running, foreseen, now);
    }

    private List<Diagnostic> tell(Shown shown, Gates gates, Snapshot snapshot, Outlook outlook) {
        Selection selection = shown.selection();
        Map<String, Pace> paces = paceWatch.of(selection.known(snapshot));
        List<TopicProblem> hopeless = outlook.now().errors().stream()
                .filter(refused -> HOPELESS.contains(refused.problem().code()))
                .toList();
        List<TopicProblem> blocked = outlook.now().errors().stream()
                .filter(refused -> !hopeless.contains(refused))
                .toList();
        List<Diagnostic> told = new ArrayList<>();
        if (!hopeless.isEmpty()) {
            told.add(Diagnostic.error(
                    TopicNames.count(hopeless.size()) + " of " + selection.brief() + " cannot be migrated",
                    lines(hopeless, Map.of())));
        }
        told.add(irreversible(selection, whatHappens(outlook, paces, gates) + whatElse(shown)));
        if (!blocked.isEmpty()) {
            told.add(Diagnostic.warning(
                    TopicNames.count(blocked.size()) + " of " + selection.brief() + " would not start now",
                    lines(blocked, paces)));
        }
        return told;
    }

    private static Diagnostic irreversible(Selection selection, String detail) {
        return Diagnostic.warning("Migration of " + selection.brief() + " cannot be undone", detail);
    }

    private static String whatHappens(Outlook outlook, Map<String, Pace> paces, Gates gates) {
        List<String> initiated = outlook.now().initiated();
        String drained = paces.entrySet().stream()
                .filter(pace -> initiated.contains(pace.getKey()))
                .map(pace -> "  " + drain(pace.getKey(), pace.getValue(), gates) + "\n")
                .collect(Collectors.joining());
        String start = gates.areKnown() ? "" : ", if the limits allow it that are known only at apply";
        return line("Would start now" + start, initiated)
                + drained
                + line("Would start once this plan has their producers forwarded", outlook.foreseen())
                + line("Under way already", outlook.running())
                + "COMPLETE is for good, for "
                + TopicNames.count(outlook.count()) + ": there is no way back to the source.";
    }

    private static String whatElse(Shown shown) {
        return shown.isOpen()
                ? "\nWhat else topic_regex matches when this is applied is started too. If this plan is to wait for an"
                        + " approval, name the topics in topics instead."
                : "";
    }

    private static String drain(String topic, Pace pace, Gates gates) {
        String rollsBack = pace.isTooSlowFor(gates.migrationTimeoutSeconds())
                ? ": it would be rolled back after migration_timeout_seconds = " + gates.migrationTimeoutSeconds()
                : "";
        return topic + " is behind by " + pace.behind() + ", and " + pace.prospect() + rollsBack;
    }

    private static String lines(List<TopicProblem> problems, Map<String, Pace> paces) {
        return problems.stream()
                .map(refused -> refused.topic() + ": " + Cutover.describe(refused.problem())
                        + prospect(paces.get(refused.topic())))
                .collect(Collectors.joining("\n"));
    }

    private static String prospect(@Nullable Pace pace) {
        return pace == null ? "" : " It " + pace.prospect() + ".";
    }

    private static String line(String what, Collection<String> topics) {
        return topics.isEmpty() ? "" : what + ": " + TopicNames.list(topics) + "\n";
    }
}
