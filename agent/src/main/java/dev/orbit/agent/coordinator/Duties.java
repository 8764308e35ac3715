// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator;

import dev.orbit.agent.coordinator.Coordinator.Destinations;
import dev.orbit.agent.coordinator.Coordinator.Settings;
import dev.orbit.agent.coordinator.Coordinator.Sources;
import dev.orbit.agent.coordinator.acl.AclCopy;
import dev.orbit.agent.coordinator.bypass.StrayWatch;
import dev.orbit.agent.coordinator.bypass.UnproxiedWriters;
import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.EventRemoval;
import dev.orbit.agent.coordinator.core.MemberRemoval;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.cutover.WaysToComplete;
import dev.orbit.agent.coordinator.destination.Destination;
import dev.orbit.agent.coordinator.group.FormerCommits;
import dev.orbit.agent.coordinator.group.GroupCopy;
import dev.orbit.agent.coordinator.link.AccessWatch;
import dev.orbit.agent.coordinator.link.ClusterConfigSync;
import dev.orbit.agent.coordinator.link.LinkWatch;
import dev.orbit.agent.coordinator.request.DiagnosticsReader;
import dev.orbit.agent.coordinator.request.SnapshotReader;
import dev.orbit.agent.coordinator.source.SourceQueries;
import dev.orbit.agent.coordinator.topic.CompactionWatch;
import dev.orbit.agent.coordinator.topic.DeletionFollowing;
import dev.orbit.agent.coordinator.topic.PartitionGrowth;
import dev.orbit.agent.coordinator.topic.ProxyEnablement;
import dev.orbit.agent.coordinator.topic.SourceDeletion;
import dev.orbit.agent.coordinator.topic.SourceFindings;
import dev.orbit.agent.coordinator.topic.TopicConfigSync;
import dev.orbit.agent.coordinator.topic.TopicCreator;
import dev.orbit.agent.coordinator.topic.TopicDiscovery;
import dev.orbit.agent.coordinator.topic.TopicRelease;
import dev.orbit.agent.coordinator.topic.TopicRemoval;
import dev.orbit.agent.coordinator.topic.TopicResync;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * All that the coordinator sees to, wired.
 *
 * @param inOrder as they are asked what to do
 * @param reports what the duties tell of their work
 * @param diagnostics what they tell of what others do
 */
record Duties(List<Duty> inOrder, SnapshotReader.Reports reports, DiagnosticsReader diagnostics) {

    /** In looks at a source: what its log cleaner keeps for how long is rarely changed. */
    private static final int COMPACTION_LOOK_EVERY = 6;

    /**
     * What duties run on beside the coordinator's own thread.
     *
     * @param asking for questions to sources that nobody waits for
     * @param cutover for questions that producers wait for, behind a closed gate
     * @param copying for work that takes its time
     * @param wake has the coordinator look again
     */
    record Pools(Executor asking, Executor cutover, Executor copying, Runnable wake) {}

    /** @param newest the state as it acts now; read by any thread */
    static Duties of(
            Settings settings,
            Sources sources,
            Destinations destinations,
            Supplier<StateImage> newest,
            Predicate<String> exists,
            Pools pools) {
        Executor asking = pools.asking();
        Runnable wake = pools.wake();
        SourceQueries queries = sources.topics();
        Destination destination = destinations.topics();
        long refreshNanos = TimeUnit.MILLISECONDS.toNanos(settings.refreshMs());
        LinkWatch links = new LinkWatch(queries, settings.clusterId(), refreshNanos, asking, wake);
        TopicDiscovery discovery = new TopicDiscovery(links, queries, settings.clusterId(), exists, asking, wake);
        TopicConfigSync configs = new TopicConfigSync(links, queries, destination, refreshNanos, asking, wake);
        PartitionGrowth growth = new PartitionGrowth(links, destination, asking, wake);
        TopicResync resync = new TopicResync(destination, links, queries, asking, wake);
        Copies copies = Copies.of(links, sources, destinations, refreshNanos, pools);
        DeletionFollowing deletions = new DeletionFollowing(links, destination, newest, asking, wake);
        AccessWatch access = new AccessWatch(links, sources.access(), refreshNanos, asking, wake);
        WaysToComplete ways = WaysToComplete.of(queries, deletions::isUnderWay, pools.cutover(), wake);
        UnproxiedWriters unproxied = new UnproxiedWriters();
        StrayWatch strays = new StrayWatch(queries, destination, refreshNanos, pools.copying(), wake);
        List<Duty> inOrder = List.of(
                new MemberRemoval(),
                new SourceFindings(),
                ways.migrations(),
                unproxied,
                ways.failovers(),
                links,
                new TopicRelease(),
                new TopicRemoval(destination, 2 * refreshNanos, asking, wake),
                resync,
                discovery,
                new SourceDeletion(links, queries, refreshNanos, asking, wake),
                deletions,
                ways.lettingGo(),
                new TopicCreator(destination, queries, links, copies::areSeenTo, asking, wake),
                growth,
                configs,
                new CompactionWatch(links, queries, COMPACTION_LOOK_EVERY * refreshNanos, asking, wake),
                copies.clusterConfigs(),
                new ProxyEnablement(),
                strays,
                access,
                copies.formerCommits(),
                copies.groups(),
                copies.acls(),
                new EventRemoval());
        return new Duties(
                inOrder,
                new SnapshotReader.Reports(
                        links,
                        discovery,
                        ways,
                        resync,
                        growth,
                        configs,
                        deletions,
                        copies.clusterConfigs(),
                        access,
                        copies.groups(),
                        copies.acls()),
                new DiagnosticsReader(unproxied, strays));
    }

    /** What is copied beside records. */
    private record Copies(
            AclCopy acls, GroupCopy groups, FormerCommits formerCommits, ClusterConfigSync clusterConfigs) {

        static Copies of(LinkWatch links, Sources sources, Destinations destinations, long refreshNanos, Pools pools) {
            Executor copying = pools.copying();
            Runnable wake = pools.wake();
            AclCopy acls = new AclCopy(links, sources.acls(), destinations.acls(), copying, wake);
            GroupCopy groups = new GroupCopy(links, sources.groups(), destinations.groups(), copying, wake);
            return new Copies(
                    acls,
                    groups,
                    new FormerCommits(destinations.groups(), groups::isWriting, copying, wake),
                    new ClusterConfigSync(
                            links, sources.settings(), destinations.settings(), refreshNanos, pools.asking(), wake));
        }

        /** Nobody is to find a new topic open to whom it is closed at the source, or read it from where a former one was left. */
        boolean areSeenTo(Situation situation, MirrorTopic topic) {
            return acls.isSeenTo(situation.image(), topic) && formerCommits.isSeenTo(situation, topic);
        }
    }
}
