// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.coordinator.source.SourceFailure;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceScan;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.schemas.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** What the sources of a batch's links hold, by link; a source that cannot be used is a problem instead. */
final class BatchScans {

    private final ChangePlan plan;
    private final String ownClusterId;
    private final List<Problem> problems;
    private final Map<String, SourceScan> scans = new TreeMap<>();

    private BatchScans(ChangePlan plan, String ownClusterId, List<Problem> problems) {
        this.plan = plan;
        this.ownClusterId = ownClusterId;
        this.problems = problems;
    }

    /**
     * Looks at those that the batch needs. Of the others what was seen last is good enough to tell what follows, and nothing
     * is asked of them.
     *
     * @param lastSeen by link; empty: nothing yet
     * @param problems gets what is found
     */
    static Map<String, SourceScan> of(
            ChangePlan plan,
            SourceLook.Origin origin,
            Function<String, Optional<SourceScan>> lastSeen,
            String ownClusterId,
            List<Problem> problems) {
        BatchScans batch = new BatchScans(plan, ownClusterId, problems);
        for (String name : plan.links()) {
            LinkDocument link = plan.after().links().get(name);
            if (link != null && plan.needsSource(name)) {
                if (!link.spec().sourceBootstrapBrokers().isEmpty()) {
                    batch.scan(link, origin);
                }
            } else if (link != null) {
                lastSeen.apply(name).ifPresent(seen -> batch.scans.put(name, seen));
            }
        }
        return batch.scans;
    }

    private void scan(LinkDocument link, SourceLook.Origin origin) {
        try {
            SourceLook look = origin.look(link.spec());
            SourceCheck.problem(
                            link, look.scan().clusterId(), plan.after().links().values(), ownClusterId)
                    .ifPresentOrElse(
                            wrong -> found(link, List.of(wrong)),
                            () -> scans.put(link.spec().name(), look.scan()));
            found(link, look.refusals());
        } catch (SourceFailure e) {
            found(link, e.problems());
        }
    }

    private void found(LinkDocument link, List<Problem> found) {
        found.forEach(
                problem -> problems.add(plan.of(ChangePlan.link(link.spec().name()), problem)));
    }
}
