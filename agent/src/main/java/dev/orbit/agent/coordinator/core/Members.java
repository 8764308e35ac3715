// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.core;

import dev.orbit.agent.command.Command.DenialReport;
import dev.orbit.agent.command.Command.GateClosed;
import dev.orbit.agent.command.Command.Heartbeat;
import dev.orbit.agent.command.Command.LinkReport;
import dev.orbit.agent.command.Command.PartitionReport;
import dev.orbit.agent.command.Command.StraysReport;
import dev.orbit.agent.command.Command.WritesReport;
import dev.orbit.agent.state.AgentRegistration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The agents as the coordinator of one epoch knows them. Leases are counted from the receipt of a heartbeat, so they run
 * out here no sooner than at their holder. A new coordinator knows no lease, and takes every registered agent to hold a
 * fresh one. Thread-safe.
 */
public final class Members {

    private final long leaseNanos;
    private final Map<Integer, Member> members = new TreeMap<>();

    public Members(long leaseNanos, Collection<AgentRegistration> registered, long nowNanos) {
        this.leaseNanos = leaseNanos;
        registered.forEach(agent -> members.put(agent.id(), new Member(agent.incarnation(), nowNanos + leaseNanos)));
    }

    private record Gate(String topic, int attempt) {}

    /** What one agent last said. */
    private static final class Member {
        private final String incarnation;
        private long leaseEndNanos;
        private long appliedOffset = -1;
        private long latestNumber;
        private Map<String, LinkReport> links = Map.of();
        private Map<Gate, Map<Integer, Long>> acknowledgedEnds = Map.of();
        private List<WritesReport> writes = List.of();
        private List<StraysReport> strays = List.of();
        private List<DenialReport> denials = List.of();
        private final Map<TopicPartition, PartitionReport> partitions = new HashMap<>();

        /** Those of them with a finding. */
        private final Map<TopicPartition, PartitionReport> findings = new HashMap<>();

        private Member(String incarnation, long leaseEndNanos) {
            this.incarnation = incarnation;
            this.leaseEndNanos = leaseEndNanos;
        }

        /** Of one whose answer the agent gave up; what a later one told, it does not repeat. */
        private boolean hasOvertaken(Heartbeat heartbeat) {
            return heartbeat.number() != 0 && heartbeat.number() < latestNumber;
        }

        private void report(PartitionReport report) {
            TopicPartition name = new TopicPartition(report.topic(), report.partition());
            partitions.put(name, report);
            if (report.finding() == null) {
                findings.remove(name);
            } else {
                findings.put(name, report);
            }
        }
    }

    public synchronized void registered(AgentRegistration agent, long nowNanos) {
        members.put(agent.id(), new Member(agent.incarnation(), nowNanos + leaseNanos));
    }

    /** Whether the lease is renewed; it is not for an incarnation that is not the registered one. */
    public synchronized boolean renew(Heartbeat heartbeat, long nowNanos) {
        Member member = members.get(heartbeat.agent());
        if (member == null || !member.incarnation.equals(heartbeat.incarnation())) {
            return false;
        }
        if (member.hasOvertaken(heartbeat)) {
            return true;
        }
        member.latestNumber = heartbeat.number();
        member.leaseEndNanos = nowNanos + leaseNanos;
        member.appliedOffset = Math.max(member.appliedOffset, heartbeat.appliedOffset());
        member.links = Map.copyOf(heartbeat.links());
        member.acknowledgedEnds = heartbeat.closed().stream()
                .collect(Collectors.toMap(
                        closed -> new Gate(closed.topic(), closed.attempt()),
                        GateClosed::acknowledgedEnds,
                        (one, other) -> other));
        member.writes = List.copyOf(heartbeat.writes());
        member.strays = List.copyOf(heartbeat.strays());
        member.denials = List.copyOf(heartbeat.denials());
        if (heartbeat.full()) {
            member.partitions.clear();
            member.findings.clear();
        }
        heartbeat.partitions().forEach(member::report);
        return true;
    }

    /**
     * Strikes those agents off whose lease has run out: nothing they still do is acknowledged to anybody. At once, for
     * heartbeats come on other threads: one whose lease was renewed in between would hold it, and nobody wait for it.
     */
    public synchronized List<Integer> removeSilent(long nowNanos) {
        List<Integer> silent = members.entrySet().stream()
                .filter(member -> nowNanos - member.getValue().leaseEndNanos >= 0)
                .map(Map.Entry::getKey)
                .toList();
        silent.forEach(members::remove);
        return silent;
    }

    /** Whether every agent acts on a state that reaches this offset. */
    public boolean allApplied(long stateOffset) {
        return appliedByAll() >= stateOffset;
    }

    /** How far the state reaches that every agent acts on; without any agent, without end. */
    public synchronized long appliedByAll() {
        return members.values().stream()
                .mapToLong(member -> member.appliedOffset)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /**
     * When every agent's gate is closed for this attempt: per partition, the highest offset acknowledged to any of them,
     * plus one.
     */
    public synchronized Optional<Map<Integer, Long>> acknowledgedEnds(String topic, int attempt) {
        Map<Integer, Long> ends = new HashMap<>();
        for (Member member : members.values()) {
            Map<Integer, Long> acknowledged = member.acknowledgedEnds.get(new Gate(topic, attempt));
            if (acknowledged == null) {
                return Optional.empty();
            }
            acknowledged.forEach((partition, end) -> ends.merge(partition, end, Math::max));
        }
        return Optional.of(ends);
    }

    /**
     * The report of the leader with the highest epoch.
     *
     * @param topicId what is told of a topic that had the name before does not count; null: nothing does
     */
    public synchronized Optional<PartitionReport> partition(@Nullable String topicId, String topic, int partition) {
        TopicPartition name = new TopicPartition(topic, partition);
        return members.values().stream()
                .map(member -> member.partitions.get(name))
                .filter(report -> report != null && report.topicId().equals(topicId))
                .max(java.util.Comparator.comparingInt(PartitionReport::leaderEpoch));
    }

    /** The partitions whose leaders wait for what they found out to be recorded. */
    public synchronized List<PartitionReport> findings() {
        return members.values().stream()
                .flatMap(member -> member.findings.values().stream())
                .filter(report -> partition(report.topicId(), report.topic(), report.partition())
                        .filter(report::equals)
                        .isPresent())
                .toList();
    }

    /** What agents saw of writes past the proxy to a topic's source. */
    public synchronized List<WritesReport> writes(String topic) {
        return members.values().stream()
                .flatMap(member -> member.writes.stream())
                .filter(report -> report.topic().equals(topic))
                .toList();
    }

    /** The topics that some agent saw such writes to, and these. */
    public synchronized Set<String> writtenTopics(Collection<String> others) {
        Set<String> topics = new TreeSet<>(others);
        members.values().forEach(member -> member.writes.forEach(report -> topics.add(report.topic())));
        return topics;
    }

    /** What leaders report of a topic for strays, that of the highest epoch of each partition. */
    public synchronized Map<Integer, StraysReport> strays(String strayTopicId) {
        Map<Integer, StraysReport> reports = new TreeMap<>();
        members.values().stream()
                .flatMap(member -> member.strays.stream())
                .filter(report -> report.topicId().equals(strayTopicId))
                .forEach(report -> reports.merge(
                        report.partition(),
                        report,
                        (one, other) -> one.leaderEpoch() >= other.leaderEpoch() ? one : other));
        return reports;
    }

    /** What ACLs in shadow would refuse, each once, over all agents. */
    public synchronized List<DenialReport> denials() {
        return members.values().stream()
                .flatMap(member -> member.denials.stream())
                .collect(Collectors.toMap(DenialReport::about, Function.identity(), DenialReport::plus, TreeMap::new))
                .values()
                .stream()
                .toList();
    }

    /** Why some agent cannot reach the link's source; empty when all can. */
    public synchronized Optional<String> linkError(String link) {
        return members.values().stream()
                .map(member -> member.links.get(link))
                .filter(report -> report != null && report.error() != null)
                .map(report -> String.valueOf(report.error()))
                .findFirst();
    }

    public synchronized List<Integer> ids() {
        return List.copyOf(members.keySet());
    }
}
