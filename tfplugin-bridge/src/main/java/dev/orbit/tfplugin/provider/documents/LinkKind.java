// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.documents;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;

import dev.orbit.schemas.Change;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.check.LinkChecks;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.diag.DiagnosticException;
import dev.orbit.tfplugin.provider.agents.Agents;
import dev.orbit.tfplugin.provider.agents.Lookup;
import dev.orbit.tfplugin.provider.agents.StopSignal;
import dev.orbit.tfplugin.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Links. */
final class LinkKind implements DocumentKind<LinkSpec> {

    private static final Schema SCHEMA = LinkSchema.schema();
    private static final String CLUSTER_ID = LinkCodec.CLUSTER_ID;

    /** How long the first contact with the source may take before the id it brings is left to the next refresh. */
    private static final long FIRST_CONTACT_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

    private static final long POLL_MS = 200;

    @Override
    public String typeName() {
        return "orbit_link";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public String noun() {
        return "link";
    }

    @Override
    public Fields derive(Fields planned, Fields config) {
        return planned.with("id", planned.get("name"));
    }

    @Override
    public LinkSpec spec(Fields object, Fields config) {
        return LinkCodec.decode(object.with(CLUSTER_ID, config.get(CLUSTER_ID)));
    }

    @Override
    public List<Problem> problems(LinkSpec spec) {
        return LinkChecks.problems(spec);
    }

    @Override
    public Optional<LinkSpec> find(Snapshot snapshot, String id) {
        return Lookup.link(snapshot, id).map(Snapshot.Link::spec);
    }

    @Override
    public Stream<String> ids(Snapshot snapshot) {
        return snapshot.links().stream().map(link -> link.spec().name());
    }

    @Override
    public boolean isSame(LinkSpec spec, LinkSpec stored) {
        return composed(spec).equals(composed(stored))
                && Objects.equals(spec.sourceClusterId(), stored.sourceClusterId());
    }

    /** Whether the cluster id is configured or learned, the state cannot tell; so it does not count. */
    @Override
    public boolean isAsIn(Fields state, LinkSpec stored) {
        return LinkCodec.meaning(LinkCodec.decode(state.with(CLUSTER_ID, NULL))).equals(composed(stored));
    }

    /** What a link means, its texts in the form that Terraform brings every text into. */
    private static LinkSpec composed(LinkSpec spec) {
        return LinkCodec.meaning(LinkCodec.decode(LinkCodec.encode(spec, NULL)));
    }

    @Override
    public Fields state(Snapshot snapshot, LinkSpec stored, Value before) {
        Fields state =
                before instanceof Fields fields && isAsIn(fields, stored) ? fields : LinkCodec.encode(stored, before);
        String clusterId = clusterId(snapshot, stored);
        return clusterId == null ? state : state.with(CLUSTER_ID, Value.of(clusterId));
    }

    private static @Nullable String clusterId(Snapshot snapshot, LinkSpec stored) {
        return stored.sourceClusterId() != null
                ? stored.sourceClusterId()
                : Lookup.link(snapshot, stored.name())
                        .map(Snapshot.Link::sourceClusterId)
                        .filter(Objects::nonNull)
                        .orElse(null);
    }

    @Override
    public Fields settle(Fields planned, Agents agents, StopSignal stop) {
        if (!planned.isUnknown(CLUSTER_ID)) {
            return planned;
        }
        String name = planned.text("name");
        long startNanos = System.nanoTime();
        String clusterId = learned(name, agents);
        while (clusterId == null
                && System.nanoTime() - startNanos < FIRST_CONTACT_NANOS_MAX
                && !stop.awaitMs(POLL_MS)) {
            clusterId = learned(name, agents);
        }
        return planned.with(CLUSTER_ID, Value.ofNullable(clusterId));
    }

    /** The link is written by now: that the agents cannot be asked this moment must not look like a failed write. */
    private @Nullable String learned(String name, Agents agents) {
        try {
            Snapshot snapshot = agents.freshSnapshot();
            return find(snapshot, name)
                    .map(stored -> clusterId(snapshot, stored))
                    .orElse(null);
        } catch (DiagnosticException unanswered) {
            return null;
        }
    }

    @Override
    public Optional<String> trouble(Fields written, Agents agents) {
        try {
            return Lookup.link(agents.freshSnapshot(), written.text("name")).map(Snapshot.Link::error);
        } catch (DiagnosticException unanswered) {
            return Optional.empty();
        }
    }

    @Override
    public Change put(LinkSpec spec) {
        return new Change.PutLink(spec, 0);
    }

    @Override
    public List<Change> delete(Snapshot snapshot, Fields state) {
        String name = state.text("name");
        if (find(snapshot, name).isEmpty()) {
            return List.of();
        }
        List<Change> changes = new ArrayList<>();
        if (takesAlong(state)) {
            Lookup.mappingsOf(snapshot, name)
                    .forEach(mapping -> changes.add(
                            new Change.DeleteTopicMapping(name, mapping.spec().source(), 0)));
        }
        changes.add(new Change.DeleteLink(name, 0));
        return changes;
    }

    @Override
    public boolean takesAlong(Fields state) {
        return state.flag("force_destroy");
    }

    @Override
    public boolean mayTakeAlong() {
        return true;
    }

    @Override
    public SortedSet<String> belongingTo(Snapshot snapshot, String id) {
        return Lookup.mappingsOf(snapshot, id).stream()
                .map(mapping -> mapping.spec().id())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
