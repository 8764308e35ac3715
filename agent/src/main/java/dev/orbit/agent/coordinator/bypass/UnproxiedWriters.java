// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.bypass;

import dev.orbit.agent.command.Command.WritesReport;
import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.StateRecord.Kind;
import dev.orbit.agent.state.UnproxiedWrites;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records, of topics whose producers are proxied, that somebody writes to the source directly. */
public final class UnproxiedWriters implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(UnproxiedWriters.class);

    /** How often a figure that grows is recorded. */
    private static final long RECORDED_EVERY_MS = 10_000;

    /** Nobody writes past the proxy who did not for so long. */
    static final long OVER_AFTER_MS = TimeUnit.MINUTES.toMillis(5);

    /** Of the last minute; read by others. */
    private final Map<String, WriteRate> rates = new ConcurrentHashMap<>();

    /** How much of what is written goes past the proxy, of late; empty while that is not known. */
    public Optional<WriteRate.Figures> figures(String topic) {
        return Optional.ofNullable(rates.get(topic)).flatMap(WriteRate::figures);
    }

    /** What is recorded, with what was reported since. */
    public static UnproxiedWrites latest(Members members, UnproxiedWrites recorded) {
        return recorded.with(counts(reports(members, recorded.topic(), recorded.topicId())));
    }

    @Override
    public List<StateRecord> decide(Situation situation) {
        Map<String, UnproxiedWrites> recorded = situation.image().unproxied();
        List<StateRecord> records = new ArrayList<>();
        for (String name : situation.members().writtenTopics(recorded.keySet())) {
            UnproxiedWrites known = recorded.get(name);
            MirrorTopic topic = situation.image().topics().get(name);
            if (topic == null || topic.topicId() == null || topic.migration() instanceof Migration.Complete) {
                rates.remove(name);
                if (known != null) {
                    records.add(StateRecord.removal(Kind.UNPROXIED, name));
                }
            } else {
                next(situation, topic, topic.topicId(), known)
                        .map(StateRecord::of)
                        .ifPresent(records::add);
            }
        }
        return records;
    }

    private Optional<UnproxiedWrites> next(
            Situation situation, MirrorTopic topic, String topicId, @Nullable UnproxiedWrites recorded) {
        UnproxiedWrites known = recorded != null && recorded.topicId().equals(topicId)
                ? recorded
                : UnproxiedWrites.none(topic.topic(), topic.link(), topicId);
        List<WritesReport> reports = reports(situation.members(), topic.topic(), topicId);
        rates.computeIfAbsent(topic.topic(), unused -> new WriteRate()).add(reports, situation.nowNanos());
        UnproxiedWrites now = known.with(counts(reports));
        if (now.records() > known.records()) {
            boolean isDue = !known.isGoingOn() || situation.nowMs() - known.lastMs() >= RECORDED_EVERY_MS;
            if (!known.isGoingOn()) {
                LOG.warn("topic {}: somebody writes to its source past the proxy", topic.topic());
            }
            return isDue ? Optional.of(now.noticed(situation.nowMs())) : Optional.empty();
        }
        boolean isOver =
                topic.migration() instanceof Migration.Reject || situation.nowMs() - known.lastMs() >= OVER_AFTER_MS;
        return known.isGoingOn() && isOver ? Optional.of(known.ended()) : Optional.empty();
    }

    private static List<WritesReport> reports(Members members, String topic, String topicId) {
        return members.writes(topic).stream()
                .filter(report -> report.topicId().equals(topicId))
                .toList();
    }

    private static Map<String, Long> counts(List<WritesReport> reports) {
        Map<String, Long> counts = new TreeMap<>();
        reports.forEach(report -> counts.merge(report.process(), report.unproxied(), Math::max));
        return counts;
    }
}
