// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.diff;

import dev.orbit.reconciler.plan.Action;
import dev.orbit.reconciler.plan.FieldChange;
import dev.orbit.reconciler.plan.Plan;
import dev.orbit.reconciler.plan.PlannedChange;
import dev.orbit.reconciler.plan.Target;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares desired links with what the agents report. */
public final class Differ {

    private static final Set<String> IDENTITY = Set.of("name", "link");

    private final Snapshot actual;
    private final List<PlannedChange> changes = new ArrayList<>();

    private Differ(Snapshot actual) {
        this.actual = actual;
    }

    /**
     * What is to be done so that the links become as desired. Links that are not desired are left alone.
     *
     * @param desired with distinct names
     */
    public static Plan diff(List<DesiredLink> desired, Snapshot actual) {
        Differ differ = new Differ(actual);
        desired.stream()
                .sorted(Comparator.comparing((DesiredLink link) -> link.link().name()))
                .forEach(differ::diffLink);
        Set<String> names = desired.stream().map(link -> link.link().name()).collect(Collectors.toSet());
        List<String> unmanaged = actual.links().stream()
                .map(link -> link.spec().name())
                .filter(name -> !names.contains(name))
                .sorted()
                .toList();
        return new Plan(differ.changes, unmanaged);
    }

    private void diffLink(DesiredLink desired) {
        String name = desired.link().name();
        Optional<Snapshot.Link> link = actual.links().stream()
                .filter(candidate -> candidate.spec().name().equals(name))
                .findFirst();
        Target target = new Target.Link(name);
        LinkSpec before =
                link.map(present -> comparable(present, desired.link())).orElse(null);
        long revision = link.map(Snapshot.Link::revision).orElse(0L);
        add(target, before, desired.link(), new Change.PutLink(desired.link(), revision));
        diffMappings(name, desired.topicMappings());
    }

    /** Where no pin is desired, one on the cluster that was learned anyway is no difference: it means the same. */
    private static LinkSpec comparable(Snapshot.Link present, LinkSpec desired) {
        LinkSpec spec = present.spec();
        boolean meansTheSame = desired.sourceClusterId() == null
                && spec.sourceClusterId() != null
                && spec.sourceClusterId().equals(present.sourceClusterId());
        return meansTheSame ? spec.withSourceClusterId(null) : spec;
    }

    private void diffMappings(String link, List<TopicMappingSpec> desired) {
        Map<String, Snapshot.TopicMapping> present = actual.topicMappings().stream()
                .filter(mapping -> mapping.spec().link().equals(link))
                .collect(Collectors.toMap(mapping -> mapping.spec().source(), Function.identity()));
        Set<String> wanted = desired.stream().map(TopicMappingSpec::source).collect(Collectors.toSet());
        present.values().stream()
                .filter(mapping -> !wanted.contains(mapping.spec().source()))
                .sorted(Comparator.comparing(mapping -> mapping.spec().source()))
                .forEach(this::delete);
        for (TopicMappingSpec spec : desired) {
            Snapshot.TopicMapping mapping = present.get(spec.source());
            long revision = mapping == null ? 0 : mapping.revision();
            add(
                    new Target.TopicMapping(link, spec.source()),
                    mapping == null ? null : mapping.spec(),
                    spec,
                    new Change.PutTopicMapping(spec, revision));
        }
    }

    private void add(Target target, @Nullable Record before, Record after, Change write) {
        List<FieldChange> fields = changes(before, after);
        if (before == null) {
            changes.add(new PlannedChange(Action.CREATE, target, fields, write));
        } else if (!fields.isEmpty()) {
            changes.add(new PlannedChange(Action.UPDATE, target, fields, write));
        }
    }

    private void delete(Snapshot.TopicMapping mapping) {
        TopicMappingSpec spec = mapping.spec();
        changes.add(new PlannedChange(
                Action.DELETE,
                new Target.TopicMapping(spec.link(), spec.source()),
                changes(spec, null),
                new Change.DeleteTopicMapping(spec.link(), spec.source(), mapping.revision())));
    }

    /** Without what names the document: that is its target, and does not change. */
    private static List<FieldChange> changes(@Nullable Record before, @Nullable Record after) {
        return Fields.changes(before, after).stream()
                .filter(change -> !IDENTITY.contains(change.field()))
                .toList();
    }
}
