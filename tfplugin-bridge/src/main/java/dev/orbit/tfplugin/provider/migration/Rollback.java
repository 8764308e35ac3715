// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.migration;

import dev.orbit.schemas.AbortRequest;
import dev.orbit.schemas.AbortResponse;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.provider.agents.Agents;
import dev.orbit.tfplugin.provider.agents.TopicNames;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Aborts migrations that nobody declares any more. */
final class Rollback {

    private Rollback() {}

    /**
     * Rolls topics back that are MIGRATING; returns what became of each, as warnings.
     *
     * @param selection that they are of
     */
    static List<Diagnostic> of(Agents agents, Selection selection, List<String> migrating) {
        List<Diagnostic> told = new ArrayList<>();
        if (migrating.isEmpty()) {
            return told;
        }
        AbortResponse response = agents.abort(new AbortRequest(selection.link(), migrating, null));
        if (!response.aborted().isEmpty()) {
            told.add(Diagnostic.warning(
                    "Rolled back to PROXY: "
                            + TopicNames.count(response.aborted().size()) + " of " + selection.brief(),
                    TopicNames.list(response.aborted())
                            + "\nThe cutover that was under way is aborted, and their producers are forwarded to the"
                            + " source again."));
        }
        if (!response.errors().isEmpty()) {
            told.add(Diagnostic.warning(
                    "Not all of " + selection.brief() + " was aborted",
                    response.errors().stream()
                            .map(refused -> refused.topic() + ": " + Cutover.describe(refused.problem()))
                            .collect(Collectors.joining("\n"))));
        }
        return told;
    }
}
