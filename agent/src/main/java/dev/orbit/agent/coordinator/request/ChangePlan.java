// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.declared.Declared;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.MappingDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a batch of changes comes to on a given image: the records it writes, the image after them, and all that stands
 * against it. Pure.
 */
final class ChangePlan {

    private final StateImage before;
    private final List<StateRecord> records = new ArrayList<>();
    private final List<Long> revisions = new ArrayList<>();
    private final List<Problem> stale = new ArrayList<>();
    private final Set<String> links = new TreeSet<>();
    private final Set<String> sourceNeeds = new TreeSet<>();
    private final Map<String, String> paths = new HashMap<>();
    private StateImage after;

    private ChangePlan(StateImage before) {
        this.before = before;
        this.after = before;
    }

    static ChangePlan of(StateImage image, List<Change> changes) {
        ChangePlan plan = new ChangePlan(image);
        for (int index = 0; index < changes.size(); index++) {
            plan.add(changes.get(index), "changes[" + index + "]");
        }
        return plan;
    }

    StateImage before() {
        return before;
    }

    StateImage after() {
        return after;
    }

    List<StateRecord> records() {
        return records;
    }

    List<Long> revisions() {
        return revisions;
    }

    /** Links whose topics the batch may have to do with. */
    Set<String> links() {
        return links;
    }

    /** Whether the batch cannot be judged without asking the source of this link. */
    boolean needsSource(String link) {
        return sourceNeeds.contains(link);
    }

    /** The problem of a document: named in the message, and placed where the batch has the document, if it does. */
    Problem of(String document, Problem problem) {
        String path = paths.get(document);
        String field = path == null || problem.field() == null ? null : path + ".spec." + problem.field();
        return new Problem(problem.code(), document + ": " + problem.message(), field, problem.remedy());
    }

    /** Writes that name another revision than the stored one. */
    List<Problem> stale() {
        return stale;
    }

    /** Everything else that stands against the batch and can be seen without asking any cluster. */
    List<Problem> problems() {
        Set<String> deletedLinks = new TreeSet<>(before.links().keySet());
        deletedLinks.removeAll(after.links().keySet());
        List<Problem> problems = new ArrayList<>(SpecCheck.problems(after, deletedLinks, this::of));
        problems.addAll(orphans(deletedLinks));
        problems.addAll(migrating());
        return problems;
    }

    private void add(Change change, String path) {
        if (change instanceof Change.PutLink put) {
            LinkSpec spec = put.spec();
            LinkDocument stored = after.links().get(spec.name());
            long revision = revise(path, link(spec.name()), stored == null ? 0 : stored.revision(), put);
            if (SourceNeed.of(stored == null ? null : stored.spec(), spec)) {
                sourceNeeds.add(spec.name());
            }
            write(StateRecord.of(new LinkDocument(spec, revision, learned(stored, spec))), revision, spec.name());
        } else if (change instanceof Change.PutTopicMapping put) {
            TopicMappingSpec spec = put.spec();
            MappingDocument stored = after.mappings().get(spec.id());
            long revision = revise(path, mapping(spec.id()), stored == null ? 0 : stored.revision(), put);
            if (SourceNeed.of(stored == null ? null : stored.spec(), spec)) {
                sourceNeeds.add(spec.link());
            }
            write(StateRecord.of(new MappingDocument(spec, revision)), revision, spec.link());
        } else if (change instanceof Change.DeleteLink delete) {
            LinkDocument stored = after.links().get(delete.name());
            revise(path, link(delete.name()), stored == null ? 0 : stored.revision(), delete);
            write(StateRecord.removal(StateRecord.Kind.LINK, delete.name()), 0, delete.name());
        } else if (change instanceof Change.DeleteTopicMapping delete) {
            String id = delete.link() + "/" + delete.source();
            MappingDocument stored = after.mappings().get(id);
            revise(path, mapping(id), stored == null ? 0 : stored.revision(), delete);
            write(StateRecord.removal(StateRecord.Kind.MAPPING, id), 0, delete.link());
        }
    }

    static String link(String name) {
        return "link " + name;
    }

    static String mapping(String id) {
        return "topic mapping " + id;
    }

    /** The cluster that answered first stays the right one, unless the document now names another itself. */
    private static @Nullable String learned(@Nullable LinkDocument stored, LinkSpec spec) {
        String known = stored == null ? null : stored.sourceClusterId();
        String pinned = spec.sourceClusterId();
        return pinned == null || pinned.equals(known) ? known : null;
    }

    private long revise(String path, String document, long stored, Change change) {
        paths.put(document, path);
        if (stored != change.revision()) {
            stale.add(new Problem(
                    "stale_revision",
                    document + " is at revision " + stored + ", and this write replaces revision " + change.revision()
                            + ".",
                    path + ".revision",
                    "Somebody else changed it in between: look at it again (orbit plan, or terraform plan) and repeat"
                            + " the change."));
        }
        return stored + 1;
    }

    private void write(StateRecord record, long revision, String link) {
        records.add(record);
        revisions.add(revision);
        links.add(link);
        after = after.apply(List.of(record), after.endOffset());
    }

    private List<Problem> orphans(Set<String> deletedLinks) {
        List<Problem> problems = new ArrayList<>();
        for (String link : deletedLinks) {
            if (!after.mappingsOf(link).isEmpty()) {
                List<String> left = after.mappingsOf(link).stream()
                        .map(mapping -> mapping.spec().source())
                        .toList();
                problems.add(new Problem(
                        "link_has_mappings",
                        "link " + link + " cannot be deleted: topic mappings " + left + " belong to it.",
                        paths.containsKey(link(link)) ? paths.get(link(link)) + ".name" : null,
                        "Delete them first, or in the same batch; their topics then stay closed until another mapping"
                                + " adopts them."));
            }
        }
        return problems;
    }

    private List<Problem> migrating() {
        List<Problem> problems = new ArrayList<>();
        before.topics().values().stream()
                .filter(topic -> topic.migration() instanceof Migration.Underway)
                .forEach(topic -> {
                    if (Declared.isHeld(before, topic) && !Declared.isHeld(after, topic)) {
                        problems.add(migrating(topic, "this would take it out of its mapping"));
                    } else if (Declared.isPaused(after, topic.link()) && !Declared.isPaused(before, topic.link())) {
                        problems.add(migrating(topic, "this would pause its link " + topic.link()));
                    }
                });
        return problems;
    }

    private static Problem migrating(MirrorTopic topic, String why) {
        return new Problem(
                "topic_migrating",
                "topic " + topic.topic() + " is MIGRATING, and " + why + ".",
                null,
                topic.migration() instanceof Migration.Migrating
                        ? "Wait for the migration, or abort it (orbit abort --topic " + topic.topic() + ")."
                        : "Wait until it is COMPLETE; this cannot be stopped.");
    }
}
