// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.documents;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;

import dev.orbit.schemas.Change;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.diag.DiagnosticException;
import dev.orbit.tfplugin.provider.agents.Agents;
import dev.orbit.tfplugin.provider.agents.PlannedChanges;
import dev.orbit.tfplugin.provider.agents.Problems;
import dev.orbit.tfplugin.provider.agents.StopSignal;
import dev.orbit.tfplugin.resource.ChecksPlan;
import dev.orbit.tfplugin.resource.DerivesPlan;
import dev.orbit.tfplugin.resource.ImportsState;
import dev.orbit.tfplugin.resource.Outcome;
import dev.orbit.tfplugin.resource.Resource;
import dev.orbit.tfplugin.schema.Schema;
import dev.orbit.tfplugin.schema.StandIns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * A document under Terraform's management. Terraform's state holds no revision: what a plan was made from is the state,
 * so a write looks first whether the stored document still says the same, and then replaces exactly that revision.
 *
 * @param <S> the document as the agents' API carries it
 */
final class DocumentResource<S> implements Resource, DerivesPlan, ChecksPlan, ImportsState {

    private final DocumentKind<S> kind;
    private final Agents agents;
    private final PlannedChanges plannedChanges;
    private final StopSignal stop;
    private final PlannedIds plannedIds;

    /** Ids that are in the state: a create of one of them replaces what is there. */
    private final Set<String> managed = ConcurrentHashMap.newKeySet();

    DocumentResource(DocumentKind<S> kind, Agents agents, PlannedChanges plannedChanges, StopSignal stop) {
        this.kind = kind;
        this.agents = agents;
        this.plannedChanges = plannedChanges;
        this.stop = stop;
        this.plannedIds = new PlannedIds(kind.noun(), kind.typeName());
    }

    @Override
    public String typeName() {
        return kind.typeName();
    }

    @Override
    public Schema schema() {
        return kind.schema();
    }

    @Override
    public List<Diagnostic> validate(Fields config) {
        List<Problem> problems = new ArrayList<>(problems(StandIns.leftOut(schema(), config)));
        problems.retainAll(problems(StandIns.given(schema(), config)));
        return Problems.errors(problems);
    }

    private List<Problem> problems(Fields config) {
        return kind.problems(kind.spec(config, config));
    }

    @Override
    public Outcome read(Fields state) {
        if (!agents.areKnown()) {
            return new Outcome(state, List.of(Unread.warning(describe(state))));
        }
        Snapshot snapshot = agents.snapshot();
        Optional<S> stored = kind.find(snapshot, id(state));
        if (stored.isEmpty()) {
            return Outcome.gone();
        }
        managed.add(id(state));
        return Outcome.of(kind.state(snapshot, stored.get(), state));
    }

    @Override
    public Fields derive(Value prior, Fields planned, Fields config) {
        return kind.derive(planned, config);
    }

    @Override
    public List<Diagnostic> checkCreate(Fields planned, Fields config) {
        Optional<Diagnostic> conflict = planned.isUnknown("id") ? Optional.empty() : plannedIds.create(id(planned));
        if (conflict.isPresent() || !config.isWhollyKnown()) {
            return conflict.stream().toList();
        }
        boolean exists =
                agents.areKnown() && kind.find(agents.snapshot(), id(planned)).isPresent();
        if (exists && !managed.contains(id(planned))) {
            return List.of(exists(planned));
        }
        return plannedChanges.add(describe(planned), kind.put(kind.spec(planned, config)));
    }

    @Override
    public List<Diagnostic> checkUpdate(Fields prior, Fields planned, Fields config) {
        return config.isWhollyKnown()
                ? plannedChanges.add(describe(planned), kind.put(kind.spec(planned, config)))
                : List.of();
    }

    /** The other document may have the same id, and it is the same object that makes it. */
    @Override
    public List<Diagnostic> checkReplace(Fields prior) {
        managed.add(id(prior));
        return checkDelete(prior);
    }

    @Override
    public List<Diagnostic> checkDestroy(Fields prior) {
        Optional<Diagnostic> conflict = plannedIds.destroy(id(prior));
        return conflict.isPresent() ? List.of(conflict.get()) : checkDelete(prior);
    }

    /**
     * What goes before this document in the same apply, Terraform does not tell: a link's mappings, a mapping's migration.
     * So whether the link may go is for the apply to tell, and a refusal as things stand is no error.
     */
    private List<Diagnostic> checkDelete(Fields prior) {
        if (!agents.areKnown()) {
            return List.of();
        }
        List<Diagnostic> diagnostics = new ArrayList<>();
        for (Change change : kind.delete(agents.snapshot(), prior)) {
            if (!(change instanceof Change.DeleteLink)) {
                plannedChanges.add(describe(prior), change).stream()
                        .map(Diagnostic::asWarning)
                        .forEach(diagnostics::add);
            }
        }
        return diagnostics;
    }

    @Override
    public Outcome create(Fields planned, Fields config) {
        Snapshot seen = agents.freshSnapshot();
        if (kind.find(seen, id(planned)).isPresent()) {
            throw new DiagnosticException(exists(planned));
        }
        return put(seen, planned, config);
    }

    @Override
    public Outcome update(Fields prior, Fields planned, Fields config) {
        Snapshot seen = agents.freshSnapshot();
        Optional<S> stored = kind.find(seen, id(prior));
        if (stored.isEmpty() || !kind.isAsIn(prior, stored.get())) {
            throw new DiagnosticException(changedBehind(prior));
        }
        return put(seen, planned, config);
    }

    private Outcome put(Snapshot seen, Fields planned, Fields config) {
        Change change = kind.put(kind.spec(planned, config));
        plannedChanges.remove(change);
        try {
            agents.change(seen, List.of(change));
        } catch (DiagnosticException e) {
            if (!isStored(planned)) {
                throw e;
            }
        }
        return Outcome.of(kind.settle(planned, agents, stop));
    }

    /** An answer may be lost on its way; whether the write was carried out is then to be seen. */
    private boolean isStored(Fields planned) {
        try {
            return kind.find(agents.freshSnapshot(), id(planned))
                    .filter(stored -> kind.isAsIn(planned, stored))
                    .isPresent();
        } catch (DiagnosticException unanswered) {
            return false;
        }
    }

    @Override
    public List<Diagnostic> delete(Fields prior) {
        Snapshot seen = agents.freshSnapshot();
        List<Change> changes = kind.delete(seen, prior);
        changes.forEach(plannedChanges::remove);
        if (!changes.isEmpty()) {
            agents.change(seen, changes);
        }
        return List.of();
    }

    @Override
    public Fields importState(String id) {
        Snapshot snapshot = agents.snapshot();
        return kind.find(snapshot, id)
                .map(stored -> kind.state(snapshot, stored, NULL))
                .orElseThrow(() -> new DiagnosticException(noSuch(id, snapshot)));
    }

    private Diagnostic noSuch(String id, Snapshot snapshot) {
        String there = kind.ids(snapshot).sorted().collect(Collectors.joining(", "));
        return Diagnostic.error(
                "No such " + kind.noun(),
                "There is no " + kind.noun() + " \"" + id + "\" to import. "
                        + (there.isEmpty() ? "There is none at all." : "There are: " + there + "."));
    }

    private Diagnostic exists(Fields planned) {
        return Diagnostic.error(
                "The " + kind.noun() + " exists already",
                "There is a " + describe(planned) + " that this resource did not create. To manage it here, run:\n"
                        + "terraform import " + kind.typeName() + ".NAME '" + id(planned) + "'\n"
                        + "If another resource of this configuration holds it, keep one of the two; if it had another"
                        + " address before, say so with a moved block.");
    }

    private Diagnostic changedBehind(Fields prior) {
        return Diagnostic.error(
                "The " + kind.noun() + " was changed in between",
                "The " + describe(prior) + " is not what it was when this plan was made: somebody else changed or"
                        + " deleted it. Nothing was written. Run terraform plan again and look at what it says now.");
    }

    private String describe(Fields object) {
        return kind.noun() + " \"" + id(object) + "\"";
    }

    private static String id(Fields object) {
        return object.text("id");
    }
}
