// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.StatusReport;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes status reports of snapshots. */
final class StatusReports {

    private StatusReports() {}

    /** @param link the one to report on, which may be deleted and have left topics; null: all */
    static StatusReport of(Snapshot snapshot, @Nullable String link) {
        Set<String> known = links(snapshot);
        if (link != null && !known.contains(link)) {
            throw CommandException.of(new Problem(
                    "unknown_link",
                    "There is no link \"" + link + "\".",
                    "--link",
                    known.isEmpty() ? "There is none at all yet." : "There are: " + String.join(", ", known) + "."));
        }
        return new StatusReport(
                snapshot.links().stream()
                        .filter(l -> link == null || l.spec().name().equals(link))
                        .map(l -> new StatusReport.Link(
                                l.spec().name(), l.state(), l.sourceClusterId(), l.error(), l.clusterConfig()))
                        .toList(),
                snapshot.topics().stream()
                        .filter(topic -> link == null || topic.link().equals(link))
                        .map(StatusReports::topic)
                        .toList(),
                snapshot.groups().stream()
                        .filter(group -> link == null || group.link().equals(link))
                        .toList(),
                snapshot.acls().stream()
                        .filter(acls -> link == null || acls.link().equals(link))
                        .toList());
    }

    private static Set<String> links(Snapshot snapshot) {
        Set<String> links = new LinkedHashSet<>();
        snapshot.links().forEach(link -> links.add(link.spec().name()));
        snapshot.topics().forEach(topic -> links.add(topic.link()));
        return links;
    }

    private static StatusReport.Topic topic(Snapshot.Topic topic) {
        return new StatusReport.Topic(
                topic.link(),
                topic.sourceTopic(),
                topic.topic(),
                topic.state(),
                topic.mirror(),
                topic.offsetLag(),
                topic.timeLagSeconds(),
                topic.error(),
                topic.lastAttempt(),
                topic.partitions(),
                topic.failover());
    }
}
