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
import dev.orbit.tfplugin.provider.agents.RefusedException;
import dev.orbit.tfplugin.provider.agents.StopSignal;
import dev.orbit.tfplugin.resource.ChecksPlan;
import dev.orbit.tfplugin.resource.DerivesPlan;
import dev.orbit.tfplugin.resource.ImportsState;
import dev.orbit.tfplugin.resource.Outcome;
import dev.orbit.tfplugin.resource.Resource;
import dev.orbit.tfplugin.resource.TakesAlong;
import dev.orbit.tfplugin.schema.Schema;
import dev.orbit.tfplugin.schema.StandIns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A document under Terraform's management. Terraform's state holds no revision: what a plan was made from is the state,
 * so a write looks first whether the stored document still says the same, and then replaces exactly that revision.
 *
 * @param <S> the document as the agents' API carries it
 */
final class DocumentResource<S> implements Resource, DerivesPlan, ChecksPlan, ImportsState, TakesAlong {

    /** What the notes of a plan begin with that saw what is there. */
    private static final String SEEN = "orbit, seen: ";

    private static final String SEPARATOR = "\u0000";

    private final DocumentKind<S> kind;
    private final Agents agents;
    private final PlannedChanges plannedChanges;
    private final StopSignal stop;
    private final PlannedIds plannedIds;
    private final DocumentTexts texts;

    /** Ids that are in the state: a create of one of them replaces what is there. */
    private final Set<String> managed = ConcurrentHashMap.newKeySet();

    /** Ids that this apply has created: the object that one replaces may be destroyed after that. */
    private final Set<String> made = ConcurrentHashMap.newKeySet();

    DocumentResource(DocumentKind<S> kind, Agents agents, PlannedChanges plannedChanges, StopSignal stop) {
        this.kind = kind;
        this.agents = agents;
        this.plannedChanges = plannedChanges;
        this.stop = stop;
        this.plannedIds = new PlannedIds(kind.noun(), kind.typeName());
        this.texts = new DocumentTexts(kind.noun(), kind.typeName());
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
            return new Outcome(state, List.of(Unread.warning(texts.describe(state))));
        }
        Snapshot snapshot = agents.snapshot();
        Optional<S> stored = kind.find(snapshot, id(state));
        if (stored.isEmpty()) {
            return Outcome.gone();
        }
        return Outcome.of(kind.state(snapshot, stored.get(), state));
    }

    @Override
    public Fields derive(Value prior, Fields planned, Fields config) {
        return kind.derive(planned, config);
    }

    @Override
    public void isInState(Fields state) {
        managed.add(id(state));
    }

    @Override
    public List<Diagnostic> checkCreate(Fields planned, Fields config) {
        return planned.isUnknown("id") ? List.of() : checkCreate(planned, config, plannedIds.create(id(planned)));
    }

    @Override
    public List<Diagnostic> checkReplacement(Fields planned, Fields config) {
        return planned.isUnknown("id") ? List.of() : checkCreate(planned, config, plannedIds.replace(id(planned)));
    }

    private List<Diagnostic> checkCreate(Fields planned, Fields config, Optional<Diagnostic> conflict) {
        if (conflict.isPresent()) {
            return List.of(conflict.get());
        }
        Optional<S> stored = agents.areKnown() && !managed.contains(id(planned))
                ? kind.find(agents.snapshot(), id(planned))
                : Optional.empty();
        if (stored.isEmpty()) {
            return consequences(List.of(), planned, config);
        }
        if (!config.isWhollyKnown()) {
            return List.of(texts.mayExist(planned));
        }
        boolean isSame = kind.isSame(kind.spec(planned, config), stored.get());
        return List.of(isSame ? texts.isAdopted(planned) : texts.exists(planned));
    }

    @Override
    public List<Diagnostic> checkUpdate(Fields prior, Fields planned, Fields config) {
        if (planned.get("id").equals(prior.get("id"))) {
            return consequences(List.of(), planned, config);
        }
        if (planned.isUnknown("id")) {
            return plannedChanges.touched(texts.describe(prior), former(prior));
        }
        Optional<Diagnostic> conflict = plannedIds.rename(id(prior), id(planned));
        if (conflict.isPresent()) {
            return List.of(conflict.get());
        }
        return agents.areKnown() && kind.find(agents.snapshot(), id(planned)).isPresent()
                ? List.of(texts.isTaken(prior, planned, managed.contains(id(planned))))
                : consequences(former(prior), planned, config);
    }

    /** The writes that take away the document that an object had, to be made together with the one of another id. */
    private List<Change> former(Fields prior) {
        return agents.areKnown() ? kind.delete(agents.snapshot(), prior) : List.of();
    }

    /** Of what tells too little, the agents cannot be asked; which topics in use it meets is known by its id. */
    private List<Diagnostic> consequences(List<Change> former, Fields planned, Fields config) {
        Optional<S> spec = config.isWhollyKnown() ? Optional.of(kind.spec(planned, config)) : kind.foreseen(planned);
        if (spec.isPresent()) {
            return plannedChanges.add(texts.describe(planned), and(former, kind.put(spec.get())));
        }
        Fields known = StandIns.leftOut(schema(), planned);
        return plannedChanges.touched(
                texts.describe(planned), and(former, kind.put(kind.spec(known, StandIns.leftOut(schema(), config)))));
    }

    private static List<Change> and(List<Change> former, Change last) {
        return Stream.concat(former.stream(), Stream.of(last)).toList();
    }

    /** The other document may have the same id, and it is the same object that makes it. */
    @Override
    public List<Diagnostic> checkReplace(Fields prior) {
        return checkDelete(prior);
    }

    /** With the new object made before, its turn has come already, and {@link #delete} leaves the document alone. */
    @Override
    public List<Diagnostic> checkDestroy(Fields prior) {
        if (made.contains(id(prior))) {
            return List.of();
        }
        Optional<Diagnostic> conflict = plannedIds.destroy(id(prior));
        return conflict.isPresent() ? List.of(conflict.get()) : checkDelete(prior);
    }

    /**
     * What goes before this document in the same apply, Terraform does not tell: a link's mappings, a mapping's migration.
     * So whether the link may go is for the apply to tell, and a refusal as things stand is no error: what it would be for
     * is warned of.
     */
    private List<Diagnostic> checkDelete(Fields prior) {
        if (!agents.areKnown()) {
            return List.of();
        }
        List<Diagnostic> diagnostics = new ArrayList<>();
        Snapshot snapshot = agents.snapshot();
        SortedSet<String> belonging = kind.belongingTo(snapshot, id(prior));
        if (!belonging.isEmpty() && !kind.takesAlong(prior)) {
            diagnostics.add(texts.goesAfter(prior, belonging));
        }
        for (Change change : kind.delete(snapshot, prior)) {
            if (!(change instanceof Change.DeleteLink)) {
                plannedChanges.add(texts.describe(prior), List.of(change)).stream()
                        .map(Diagnostic::asWarning)
                        .forEach(diagnostics::add);
            }
        }
        return diagnostics;
    }

    /** What is there exactly as planned is taken for this create's own work: it may have been done, and not been saved. */
    @Override
    public Outcome create(Fields planned, Fields config) {
        Snapshot seen = agents.freshSnapshot();
        Optional<S> stored = kind.find(seen, id(planned));
        S spec = kind.spec(planned, config);
        if (stored.isPresent() && !kind.isSame(spec, stored.get())) {
            throw new DiagnosticException(texts.exists(planned));
        }
        Outcome outcome = stored.isPresent() ? adopt(planned, spec) : put(seen, List.of(), planned, config);
        made.add(id(planned));
        return outcome;
    }

    private Outcome adopt(Fields planned, S spec) {
        plannedChanges.remove(kind.put(spec));
        return settled(planned, List.of(texts.isAdopted(planned)));
    }

    /** One whose id changes is made anew in the same write, so that what both say of a topic holds without a gap. */
    @Override
    public Outcome update(Fields prior, Fields planned, Fields config) {
        Snapshot seen = agents.freshSnapshot();
        Optional<S> stored = kind.find(seen, id(prior));
        if (stored.isEmpty() || !kind.isAsIn(prior, stored.get())) {
            throw new DiagnosticException(texts.changedBehind(prior));
        }
        if (id(planned).equals(id(prior))) {
            return put(seen, List.of(), planned, config);
        }
        if (kind.find(seen, id(planned)).isPresent()) {
            throw new DiagnosticException(texts.isTaken(prior, planned, managed.contains(id(planned))));
        }
        return put(seen, kind.delete(seen, prior), planned, config);
    }

    private Outcome put(Snapshot seen, List<Change> former, Fields planned, Fields config) {
        List<Change> changes = and(former, kind.put(kind.spec(planned, config)));
        changes.forEach(plannedChanges::remove);
        List<Diagnostic> told = List.of();
        try {
            told = Problems.warnings(
                    texts.describe(planned), agents.change(seen, changes).warnings());
        } catch (DiagnosticException e) {
            if (e instanceof RefusedException || !isStored(planned, config)) {
                throw e;
            }
        }
        return settled(planned, told);
    }

    private Outcome settled(Fields planned, List<Diagnostic> told) {
        List<Diagnostic> all = new ArrayList<>(told);
        Fields state = kind.settle(planned, agents, stop);
        kind.trouble(planned, agents).ifPresent(trouble -> all.add(texts.troubled(planned, trouble)));
        return new Outcome(state, all);
    }

    /** An answer may be lost on its way; whether the write was carried out is then to be seen. */
    private boolean isStored(Fields planned, Fields config) {
        try {
            return kind.find(agents.freshSnapshot(), id(planned))
                    .filter(stored -> kind.isSame(kind.spec(planned, config), stored))
                    .isPresent();
        } catch (DiagnosticException unanswered) {
            return false;
        }
    }

    /** A destroy that is planned in an apply, which has made something, nobody has seen: it has shown nothing. */
    @Override
    public String alongWith(Fields prior) {
        return kind.takesAlong(prior) ? noted(made.isEmpty() ? Set.of(id(prior)) : Set.of()) : "";
    }

    @Override
    public String alongWithAny() {
        return kind.mayTakeAlong() && !managed.isEmpty() ? noted(managed) : "";
    }

    /** A plan that cannot ask the agents has shown nothing either. */
    private String noted(Set<String> ids) {
        if (ids.isEmpty() || !agents.areKnown()) {
            return SEEN;
        }
        Snapshot snapshot = agents.snapshot();
        return ids.stream()
                .flatMap(id -> kind.belongingTo(snapshot, id).stream())
                .collect(Collectors.joining(SEPARATOR, SEEN, ""));
    }

    @Override
    public List<Diagnostic> delete(Fields prior) {
        return delete(prior, "");
    }

    @Override
    public List<Diagnostic> delete(Fields prior, String alongWith) {
        if (made.contains(id(prior))) {
            return List.of(texts.stays(prior));
        }
        Snapshot seen = agents.freshSnapshot();
        if (kind.find(seen, id(prior))
                .filter(stored -> !kind.isAsIn(prior, stored))
                .isPresent()) {
            throw new DiagnosticException(texts.changedBehind(prior));
        }
        if (alongWith.startsWith(SEEN)) {
            checkAlongWith(
                    prior, seen, List.of(alongWith.substring(SEEN.length()).split(SEPARATOR, -1)));
        }
        List<Change> changes = kind.delete(seen, prior);
        changes.forEach(plannedChanges::remove);
        return changes.isEmpty()
                ? List.of()
                : Problems.warnings(
                        texts.describe(prior), agents.change(seen, changes).warnings());
    }

    private void checkAlongWith(Fields prior, Snapshot seen, List<String> planned) {
        SortedSet<String> unseen = kind.takesAlong(prior) ? kind.belongingTo(seen, id(prior)) : new TreeSet<>();
        unseen.removeAll(planned);
        if (!unseen.isEmpty()) {
            throw new DiagnosticException(texts.notShown(prior, unseen));
        }
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

    private static String id(Fields object) {
        return object.text("id");
    }
}
