// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.migration;

import dev.orbit.schemas.InitiateResponse;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.provider.agents.Agents;
import dev.orbit.tfplugin.provider.agents.Lookup;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Says what a cutover would do as things stand, before anybody approves it. */
final class MigrationPreview {

    private final Agents agents;

    MigrationPreview(Agents agents) {
        this.agents = agents;
    }

    /** Warnings; none when all selected topics are COMPLETE. */
    List<Diagnostic> warnings(Selection selection, Gates gates) {
        if (!agents.areKnown()) {
            return List.of();
        }
        Snapshot snapshot = agents.snapshot();
        SortedSet<String> pending = selection.pending(snapshot);
        if (Lookup.link(snapshot, selection.link()).isEmpty()
                || selection.known(snapshot).isEmpty()) {
            return List.of(Diagnostic.warning(
                    "Migration of " + selection.brief() + " cannot be undone",
                    selection
                            + " selects no topic that is mirrored by now. Those that are when it is applied are cut over,"
                            + " and COMPLETE is for good."));
        }
        return pending.isEmpty() ? List.of() : preview(selection, gates, snapshot, pending);
    }

    private List<Diagnostic> preview(Selection selection, Gates gates, Snapshot snapshot, SortedSet<String> pending) {
        SortedSet<String> running = new TreeSet<>();
        selection.known(snapshot).stream()
                .filter(topic -> topic.state() == MigrationState.MIGRATING)
                .forEach(topic -> running.add(topic.topic()));
        SortedSet<String> toStart = new TreeSet<>(pending);
        toStart.removeAll(running);
        InitiateResponse response = toStart.isEmpty()
                ? new InitiateResponse(List.of(), List.of())
                : agents.initiate(gates.request(selection.link(), toStart, true));
        List<Diagnostic> warnings = new ArrayList<>();
        warnings.add(Diagnostic.warning(
                "Migration of " + selection.brief() + " cannot be undone",
                line("Would start now", response.initiated()) + line("Under way already", List.copyOf(running))
                        + "COMPLETE is for good: there is no way back to the source."));
        if (!response.errors().isEmpty()) {
            warnings.add(Diagnostic.warning(
                    count(response.errors().size()) + " of " + selection.brief() + " would not start now",
                    response.errors().stream()
                            .map(refused -> refused.topic() + ": " + Cutover.describe(refused.problem()))
                            .collect(Collectors.joining("\n"))));
        }
        return warnings;
    }

    private static String line(String what, List<String> topics) {
        return topics.isEmpty() ? "" : what + ": " + topics.stream().sorted().collect(Collectors.joining(", ")) + "\n";
    }

    private static String count(int topics) {
        return topics == 1 ? "1 topic" : topics + " topics";
    }
}
