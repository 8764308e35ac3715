// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.agents;

import dev.orbit.schemas.Change;
import dev.orbit.schemas.ChangesResponse.TopicEffect;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import dev.orbit.tfplugin.diag.Diagnostic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The changes of one plan, tried out on the agents as they are planned. Terraform plans one object at a time, and many mean
 * nothing without the ones before: a mapping on a link that is to be created, two mappings onto one topic. So each is
 * tried together with those before it, and what is new in the answer is its own.
 */
public final class PlannedChanges {

    private final Agents agents;
    private final Map<String, Change> planned = new LinkedHashMap<>();
    private final Set<TopicEffect> toldEffects = new HashSet<>();
    private final Set<Problem> toldWarnings = new HashSet<>();

    public PlannedChanges(Agents agents) {
        this.agents = agents;
    }

    /**
     * Tries out one more change.
     *
     * @param subject what is changed, such as {@code link "prod"}
     * @param change its revision is found here
     * @return why it would be refused, or what comes of it; nothing while the agents are not known
     */
    public synchronized List<Diagnostic> add(String subject, Change change) {
        if (!agents.areKnown()) {
            return List.of();
        }
        Snapshot snapshot = agents.snapshot();
        if (Lookup.current(change, snapshot).isEmpty() || !hasLink(change, snapshot)) {
            return List.of();
        }
        Map<String, Change> together = new LinkedHashMap<>(planned);
        together.put(key(change), change);
        Trial trial = agents.tryOut(batch(together.values(), snapshot));
        if (!trial.problems().isEmpty()) {
            return Problems.errors(trial.problems());
        }
        planned.put(key(change), change);
        return consequences(subject, trial);
    }

    /** Takes a change out again: it is being carried out, and the agents will know of it themselves. */
    public synchronized void remove(Change change) {
        planned.remove(key(change));
    }

    /** A mapping may be planned before the link that it names without a reference; apply will tell. */
    private boolean hasLink(Change change, Snapshot snapshot) {
        if (!(change instanceof Change.PutTopicMapping put)) {
            return true;
        }
        String link = put.spec().link();
        return Lookup.link(snapshot, link).isPresent() || planned.containsKey("put link " + link);
    }

    private static List<Change> batch(Collection<Change> changes, Snapshot snapshot) {
        return changes.stream()
                .map(change -> Lookup.current(change, snapshot))
                .flatMap(Optional::stream)
                .sorted(Comparator.comparingInt(PlannedChanges::turn))
                .toList();
    }

    /** What makes room comes first, and what others stand on before them. */
    private static int turn(Change change) {
        if (change instanceof Change.DeleteTopicMapping) {
            return 0;
        }
        if (change instanceof Change.PutLink) {
            return 1;
        }
        return change instanceof Change.PutTopicMapping ? 2 : 3;
    }

    private List<Diagnostic> consequences(String subject, Trial trial) {
        List<Diagnostic> diagnostics = new ArrayList<>();
        List<TopicEffect> effects =
                trial.effects().stream().filter(toldEffects::add).toList();
        if (!effects.isEmpty()) {
            diagnostics.add(Consequences.of(subject, effects));
        }
        trial.warnings().stream()
                .filter(toldWarnings::add)
                .map(warning -> Problems.warning(subject, warning))
                .forEach(diagnostics::add);
        return diagnostics;
    }

    private static String key(Change change) {
        if (change instanceof Change.PutLink put) {
            return "put link " + put.spec().name();
        }
        if (change instanceof Change.PutTopicMapping put) {
            return "put mapping " + put.spec().id();
        }
        if (change instanceof Change.DeleteLink delete) {
            return "delete link " + delete.name();
        }
        Change.DeleteTopicMapping delete = (Change.DeleteTopicMapping) change;
        return "delete mapping " + delete.link() + "/" + delete.source();
    }
}
