// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.migration;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;
import static dev.orbit.tfplugin.cty.Value.Unknown.UNKNOWN;

import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMatching;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Path;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.diag.DiagnosticException;
import dev.orbit.tfplugin.provider.agents.Agents;
import dev.orbit.tfplugin.provider.agents.PlannedChanges;
import dev.orbit.tfplugin.provider.agents.StopSignal;
import dev.orbit.tfplugin.provider.agents.TopicNames;
import dev.orbit.tfplugin.resource.ChecksPlan;
import dev.orbit.tfplugin.resource.DerivesPlan;
import dev.orbit.tfplugin.resource.ImportsState;
import dev.orbit.tfplugin.resource.Outcome;
import dev.orbit.tfplugin.resource.Resource;
import dev.orbit.tfplugin.schema.Schema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * The cutover of topics. What the state holds of it is which topics are pending: none after an apply. Whatever becomes
 * pending later, through a rollback or a newly matched topic, is a difference to the state that a plan shows as work.
 */
public final class AutoMigrationResource implements Resource, DerivesPlan, ChecksPlan, ImportsState {

    private static final Schema SCHEMA = MigrationSchema.schema();
    private static final String PENDING = MigrationSchema.PENDING;
    private static final Value NONE = names(List.of());

    private final Agents agents;
    private final MigrationPreview preview;
    private final StopSignal stop;

    /** Cuts over through these agents; the signal ends a wait, not a migration. */
    public AutoMigrationResource(Agents agents, PlannedChanges plannedChanges, StopSignal stop) {
        this.agents = agents;
        this.preview = new MigrationPreview(agents, plannedChanges, stop);
        this.stop = stop;
    }

    @Override
    public String typeName() {
        return "orbit_auto_migration";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public List<Diagnostic> validate(Fields config) {
        List<Diagnostic> diagnostics = new ArrayList<>();
        if (config.isNull("topic_regex")
                && (config.isNull("topics") || config.get("topics").equals(NONE))) {
            diagnostics.add(Diagnostic.error(
                            "No topic selected", "Neither topics nor topic_regex selects a topic. Give one or both.")
                    .at(Path.of("topics")));
        }
        if (config.get("topic_regex") instanceof Value.Text regex) {
            TopicMatching.regexError(regex.text())
                    .ifPresent(error -> diagnostics.add(Diagnostic.error(
                                    "Invalid regex",
                                    "topic_regex is \"" + regex.text() + "\", which does not parse: " + error
                                            + ". Mend the regex; it must match whole topic names, and all topics are .*"
                                            + " (not *).")
                            .at(Path.of("topic_regex"))));
        }
        if (Gates.areConflicting(config)) {
            diagnostics.add(Diagnostic.error(
                            "Conflicting lag thresholds",
                            "Both max_time_lag_seconds and max_offset_lag are positive. Keep one of them.")
                    .at(Path.of("max_offset_lag")));
        }
        return diagnostics;
    }

    @Override
    public Outcome read(Fields state) {
        if (!agents.areKnown()) {
            return Outcome.of(state);
        }
        Snapshot snapshot = agents.snapshot();
        Selection selection = Selection.of(state);
        if (selection.known(snapshot).isEmpty()) {
            return Outcome.gone();
        }
        return Outcome.of(state.with(PENDING, names(selection.pending(snapshot))));
    }

    @Override
    public Fields derive(Value prior, Fields planned, Fields config) {
        return planned.with(
                        "id",
                        isSelectionKnown(planned)
                                ? Value.of(Selection.of(planned).id())
                                : UNKNOWN)
                .with(PENDING, NONE);
    }

    private static boolean isSelectionKnown(Fields object) {
        return object.get("link").isWhollyKnown()
                && object.get("topics").isWhollyKnown()
                && object.get("topic_regex").isWhollyKnown();
    }

    @Override
    public List<Diagnostic> checkCreate(Fields planned, Fields config) {
        return isSelectionKnown(planned)
                ? preview.diagnostics(Shown.created(Selection.of(planned)), Gates.of(planned))
                : preview.ofUnknownTopics(planned);
    }

    @Override
    public List<Diagnostic> checkUpdate(Fields prior, Fields planned, Fields config) {
        if (!isSelectionKnown(planned)) {
            return preview.ofUnknownTopics(planned);
        }
        Shown shown = Shown.updated(Selection.of(planned), prior);
        List<Diagnostic> diagnostics = new ArrayList<>(preview.diagnostics(shown, Gates.of(planned)));
        if (agents.areKnown()) {
            List<String> dropped = dropped(prior, planned, agents.snapshot());
            if (!dropped.isEmpty()) {
                diagnostics.add(Diagnostic.warning(
                        "No longer in the migration of " + Selection.of(planned).brief(), rolledBack(dropped)));
            }
        }
        return diagnostics;
    }

    /** Those under way that the object selected and will select no more. */
    private static List<String> dropped(Fields prior, Fields planned, Snapshot snapshot) {
        Selection selection = Selection.of(planned);
        return in(MigrationState.MIGRATING, prior, snapshot).stream()
                .filter(topic -> !selection.selects(topic))
                .toList();
    }

    private static String rolledBack(List<String> migrating) {
        return "MIGRATING, and rolled back to PROXY: " + TopicNames.list(migrating);
    }

    @Override
    public List<Diagnostic> checkDestroy(Fields prior) {
        if (!agents.areKnown()) {
            return List.of();
        }
        List<String> complete = in(MigrationState.COMPLETE, prior, agents.snapshot());
        List<String> migrating = in(MigrationState.MIGRATING, prior, agents.snapshot());
        String detail = (complete.isEmpty() ? "" : "COMPLETE, and they stay so: " + TopicNames.list(complete) + "\n")
                + (migrating.isEmpty() ? "" : rolledBack(migrating));
        return detail.isEmpty()
                ? List.of()
                : List.of(Diagnostic.warning(
                        "Destroying undoes no migration of "
                                + Selection.of(prior).brief(),
                        detail.strip()));
    }

    private static List<String> in(MigrationState state, Fields object, Snapshot snapshot) {
        return Selection.of(object).known(snapshot).stream()
                .filter(topic -> topic.state() == state)
                .map(Snapshot.Topic::topic)
                .sorted()
                .toList();
    }

    @Override
    public Outcome create(Fields planned, Fields config) {
        return new Outcome(planned, cutOver(planned, Shown.created(Selection.of(planned))));
    }

    /** Returns warnings. */
    private List<Diagnostic> cutOver(Fields planned, Shown shown) {
        String brief = shown.selection().brief();
        SortedSet<String> late = new Cutover(shown, Gates.of(planned), agents, stop).run();
        return late.isEmpty()
                ? List.of()
                : List.of(Diagnostic.warning(
                        TopicNames.count(late.size()) + " of " + brief + " came after the plan",
                        "Not started: " + TopicNames.list(List.copyOf(late))
                                + "\nThe plan of this apply did not show it, and COMPLETE is for good. Run terraform plan"
                                + " again: it shows it as a change to make."));
    }

    @Override
    public Outcome update(Fields prior, Fields planned, Fields config) {
        List<Diagnostic> told =
                Rollback.of(agents, Selection.of(planned), dropped(prior, planned, agents.freshSnapshot()));
        try {
            told.addAll(cutOver(planned, Shown.updated(Selection.of(planned), prior)));
            return new Outcome(planned, told);
        } catch (DiagnosticException failed) {
            List<Diagnostic> all = new ArrayList<>(told);
            all.addAll(failed.diagnostics());
            throw new DiagnosticException(all);
        }
    }

    @Override
    public List<Diagnostic> delete(Fields prior) {
        return Rollback.of(agents, Selection.of(prior), in(MigrationState.MIGRATING, prior, agents.freshSnapshot()));
    }

    @Override
    public Fields importState(String id) {
        Selection selection = Selection.parse(id);
        if (selection.link().isEmpty() || (selection.topics().isEmpty() && selection.regex() == null)) {
            throw new DiagnosticException(Diagnostic.error(
                    "No id of a migration",
                    "\"" + id + "\" does not name a migration. Write LINK/TOPIC,TOPIC or LINK/~REGEX, such as"
                            + " prod/orders,payments."));
        }
        Snapshot snapshot = agents.snapshot();
        if (selection.known(snapshot).isEmpty()) {
            throw new DiagnosticException(Diagnostic.error(
                    "No such topic",
                    "Link \"" + selection.link() + "\" mirrors none of the topics that \"" + id + "\" selects."));
        }
        return imported(selection, snapshot);
    }

    private static Fields imported(Selection selection, Snapshot snapshot) {
        TreeMap<String, Value> fields = new TreeMap<>();
        SCHEMA.attributes().forEach(attribute -> {
            Value defaultValue = attribute.defaultValue();
            fields.put(attribute.name(), defaultValue == null ? NULL : defaultValue);
        });
        fields.put("id", Value.of(selection.id()));
        fields.put("link", Value.of(selection.link()));
        if (!selection.topics().isEmpty()) {
            fields.put("topics", names(selection.topics()));
        }
        if (selection.regex() != null) {
            fields.put("topic_regex", Value.of(selection.regex()));
        }
        fields.put(PENDING, names(selection.pending(snapshot)));
        return new Fields(fields);
    }

    private static Value names(Collection<String> names) {
        return new Value.Members(names.stream().map(Value::of).toList());
    }
}
