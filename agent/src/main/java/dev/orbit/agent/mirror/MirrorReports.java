// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import dev.orbit.agent.command.Command.PartitionReport;
import dev.orbit.agent.link.LinkRuntime;
import dev.orbit.agent.metrics.TopicMeters;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateHolder;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the mirrors that this agent leads fare. Thread-safe. */
public final class MirrorReports {

    private static final Logger LOG = LoggerFactory.getLogger(MirrorReports.class);

    private final StateHolder state;
    private final Map<TopicPartition, HeldMirror> held;

    /** Of these the coordinator should hear soon. */
    private final Set<TopicPartition> urgent = ConcurrentHashMap.newKeySet();

    /** @param held a view, which may change at any time */
    MirrorReports(StateHolder state, Map<TopicPartition, HeldMirror> held) {
        this.state = state;
        this.held = held;
    }

    /** The next {@link #urgent} tells of it. */
    void tellSoon(TopicPartition name) {
        urgent.add(name);
    }

    /** Of every partition. */
    public List<PartitionReport> all() {
        urgent.clear();
        return held.values().stream().flatMap(this::reported).toList();
    }

    /** Of some topics' partitions, and of those of which the coordinator should hear soon. */
    public List<PartitionReport> urgent(Collection<MirrorTopic> topics) {
        Set<TopicPartition> names = new HashSet<>();
        for (MirrorTopic topic : topics) {
            for (int partition = 0; partition < topic.startOffsets().size(); partition++) {
                names.add(new TopicPartition(topic.topic(), partition));
            }
        }
        // before they are looked at: what is found from then on is urgent anew
        urgent.removeIf(name -> {
            names.add(name);
            return true;
        });
        return names.stream()
                .map(held::get)
                .filter(Objects::nonNull)
                .flatMap(this::reported)
                .toList();
    }

    /** Of one topic's partitions together, for whoever measures. */
    TopicMeters.Figures figures(String name) {
        MirrorTopic topic = state.image().topics().get(name);
        MirrorFigures figures = new MirrorFigures();
        for (int partition = 0;
                topic != null && partition < topic.startOffsets().size();
                partition++) {
            HeldMirror mirror = held.get(new TopicPartition(name, partition));
            if (mirror != null) {
                add(figures, mirror);
            }
        }
        return figures.sum();
    }

    private void add(MirrorFigures figures, HeldMirror mirror) {
        reported(mirror).forEach(report -> figures.add(report, mirror.fetches()));
    }

    /** One, or none: the others are reported, and the lease renewed, whatever became of this one. */
    private Stream<PartitionReport> reported(HeldMirror mirror) {
        try {
            return Stream.of(report(mirror));
        } catch (ApiException e) {
            // its log is gone, and it is about to be let go
            LOG.debug("nothing can be told of {}: {}", mirror.target().sourcePartition(), e.getMessage());
            return Stream.empty();
        }
    }

    /** When the source was heard is new all the time, and told only while somebody has to know. */
    private PartitionReport report(HeldMirror mirror) {
        MirrorTarget target = mirror.target();
        LinkRuntime link = mirror.link();
        Long sinceMs = link == null ? null : link.sinceConfirmedMs(target.sourcePartition());
        PartitionReport report = target.report(link == null ? null : link.error(), sinceMs);
        MirrorTopic topic = state.image().topics().get(report.topic());
        boolean isAsked = topic != null && topic.migration() instanceof Migration.FailingOver;
        return isAsked && sinceMs != null ? report.withSourceHeard(System.currentTimeMillis() - sinceMs) : report;
    }
}
