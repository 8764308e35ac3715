// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.fake;

import dev.orbit.reconciler.client.AgentException;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.schemas.TopicMatching;
import dev.orbit.schemas.check.LinkChecks;
import dev.orbit.schemas.check.MappingSetChecks;
import dev.orbit.schemas.check.TopicMappingChecks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The stored documents of the fake agents, and the rules that a batch keeps. */
final class FakeDocuments {

    /** A stored link. */
    record Link(LinkSpec spec, long revision) {}

    private final Map<String, Link> links = new TreeMap<>();
    private final Map<String, Snapshot.TopicMapping> mappings = new TreeMap<>();
    private final List<Long> revisions = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    Map<String, Link> links() {
        return links;
    }

    Map<String, Snapshot.TopicMapping> mappings() {
        return mappings;
    }

    List<Long> revisions() {
        return revisions;
    }

    FakeDocuments after(List<Change> changes) {
        FakeDocuments after = new FakeDocuments();
        after.links.putAll(links);
        after.mappings.putAll(mappings);
        for (int i = 0; i < changes.size(); i++) {
            after.apply(changes.get(i), "changes[" + i + "]");
        }
        after.checkSet();
        if (!after.problems.isEmpty()) {
            boolean stale = after.problems.stream().anyMatch(p -> p.code().equals("stale_revision"));
            throw new AgentException(stale ? 409 : 400, after.problems);
        }
        return after;
    }

    private void apply(Change change, String at) {
        if (change instanceof Change.PutLink put) {
            LinkChecks.problems(put.spec()).forEach(p -> problems.add(p.under(at + ".spec")));
            revise(revision(put), put.revision(), at);
            links.put(put.spec().name(), new Link(put.spec(), put.revision() + 1));
        } else if (change instanceof Change.PutTopicMapping put) {
            TopicMappingChecks.problems(put.spec()).forEach(p -> problems.add(p.under(at + ".spec")));
            revise(revision(put), put.revision(), at);
            mappings.put(put.spec().id(), new Snapshot.TopicMapping(put.spec(), put.revision() + 1));
        } else if (change instanceof Change.DeleteTopicMapping delete) {
            revise(revision(delete), delete.revision(), at);
            mappings.remove(delete.link() + "/" + delete.source());
        } else if (change instanceof Change.DeleteLink delete) {
            revise(revision(delete), delete.revision(), at);
            links.remove(delete.name());
        }
        boolean isDelete = change instanceof Change.DeleteLink || change instanceof Change.DeleteTopicMapping;
        revisions.add(isDelete ? 0 : change.revision() + 1);
    }

    private void checkSet() {
        for (Snapshot.TopicMapping mapping : mappings.values()) {
            Link link = links.get(mapping.spec().link());
            if (link == null) {
                problems.add(new Problem(
                        "link_has_mappings",
                        "link " + mapping.spec().link() + " has the mapping "
                                + mapping.spec().source() + ".",
                        "name",
                        "Delete it first."));
            } else {
                TopicMappingChecks.proxyProblem(link.spec(), mapping.spec()).ifPresent(problems::add);
            }
        }
        List<TopicMappingSpec> specs =
                mappings.values().stream().map(Snapshot.TopicMapping::spec).toList();
        MappingSetChecks.clashes(specs).forEach(clash -> problems.add(clash.problem()));
    }

    private void revise(long stored, long named, String at) {
        if (stored != named) {
            problems.add(new Problem(
                    "stale_revision",
                    "The document is at revision " + stored + ", and the write replaces " + named + ".",
                    at + ".revision",
                    "Look at it again."));
        }
    }

    Change atStoredRevision(Change change) {
        if (change instanceof Change.PutLink put) {
            return new Change.PutLink(put.spec(), revision(change));
        }
        if (change instanceof Change.PutTopicMapping put) {
            return new Change.PutTopicMapping(put.spec(), revision(change));
        }
        if (change instanceof Change.DeleteTopicMapping delete) {
            return new Change.DeleteTopicMapping(delete.link(), delete.source(), revision(change));
        }
        return new Change.DeleteLink(((Change.DeleteLink) change).name(), revision(change));
    }

    private long revision(Change change) {
        if (change instanceof Change.PutLink put) {
            return linkRevision(put.spec().name());
        }
        if (change instanceof Change.DeleteLink delete) {
            return linkRevision(delete.name());
        }
        String id = change instanceof Change.PutTopicMapping put
                ? put.spec().id()
                : ((Change.DeleteTopicMapping) change).link() + "/" + ((Change.DeleteTopicMapping) change).source();
        Snapshot.TopicMapping stored = mappings.get(id);
        return stored == null ? 0 : stored.revision();
    }

    private long linkRevision(String name) {
        Link stored = links.get(name);
        return stored == null ? 0 : stored.revision();
    }

    /** The first mapping of a link that matches a source topic. */
    @Nullable
    TopicMappingSpec holder(String link, String sourceTopic) {
        return mappings.values().stream()
                .map(Snapshot.TopicMapping::spec)
                .filter(spec -> spec.link().equals(link) && TopicMatching.matches(spec, sourceTopic))
                .min(Comparator.comparingInt(TopicMappingSpec::priority))
                .orElse(null);
    }

    MigrationState state(TopicMappingSpec mapping) {
        Link link = links.get(mapping.link());
        Boolean own = mapping.autoMigration().enable();
        boolean inherited =
                link != null && Boolean.TRUE.equals(link.spec().autoMigration().enable());
        return (own != null ? own : inherited) ? MigrationState.PROXY : MigrationState.REJECT;
    }
}
