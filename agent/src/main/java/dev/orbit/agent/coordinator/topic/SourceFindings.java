// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import dev.orbit.agent.command.Command.Finding;
import dev.orbit.agent.command.Command.PartitionReport;
import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.SourceEpochs;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records what the leaders find out about their sources' logs. They wait for it, so that no crash makes it forgotten. */
public final class SourceFindings implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(SourceFindings.class);

    /** One write has to fit into one batch; the rest follows at once. */
    private static final int EPOCHS_MAX = 1_000;

    @Override
    public List<StateRecord> decide(Situation situation) {
        StateImage image = situation.image();
        Map<String, MirrorTopic> troubled = new TreeMap<>();
        List<StateRecord> records = new ArrayList<>();
        for (PartitionReport report : situation.members().findings()) {
            MirrorTopic known = image.topics().get(report.topic());
            if (known == null
                    || !report.topicId().equals(known.topicId())
                    || known.migration() instanceof Migration.Complete) {
                continue;
            }
            Finding finding = report.finding();
            if (finding instanceof Finding.Epochs found) {
                SourceEpochs epochs = found.epochs();
                boolean isNews = !epochs.equals(image.epochsOf(report.topic(), report.partition()));
                if (isNews && records.size() < EPOCHS_MAX) {
                    records.add(StateRecord.of(epochs));
                }
            } else if (finding != null) {
                MirrorTopic topic = troubled.getOrDefault(report.topic(), known);
                troubled.put(report.topic(), with(topic, report.partition(), finding));
            }
        }
        troubled.values().stream()
                .filter(topic -> !topic.equals(image.topics().get(topic.topic())))
                .map(StateRecord::of)
                .forEach(records::add);
        return records;
    }

    private static MirrorTopic with(MirrorTopic topic, int partition, Finding finding) {
        if (finding instanceof Finding.Lost lost && !topic.trouble().covers(partition, lost.range())) {
            LOG.warn(
                    "{}-{}: the source deleted offsets {} to {} before they were mirrored",
                    topic.topic(),
                    partition,
                    lost.range().fromOffset(),
                    lost.range().toOffset() - 1);
            return topic.withTrouble(topic.trouble().withLost(partition, lost.range()));
        }
        if (finding instanceof Finding.Diverged diverged
                && !topic.trouble().diverged().containsKey(partition)) {
            LOG.error("{}-{}: {}", topic.topic(), partition, diverged.reason());
            return topic.withTrouble(topic.trouble().withDiverged(partition, diverged.reason()));
        }
        if (finding instanceof Finding.Stale stale && !topic.trouble().stale().containsKey(partition)) {
            LOG.warn("{}-{}: {}", topic.topic(), partition, stale.reason());
            return topic.withTrouble(topic.trouble().withStale(partition, stale.reason()));
        }
        return topic;
    }
}
