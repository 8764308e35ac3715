// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Inquiries;
import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.link.LinkWatch;
import dev.orbit.agent.coordinator.source.SourceQueries;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceTopic;
import dev.orbit.agent.declared.Declared;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that a source topic was deleted. A list of topics leaves out what Orbit's principal may not see, and a broker may
 * be late to hear of a topic: so the source is asked for it by name, and has to deny it twice in a row.
 */
public final class SourceDeletion implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(SourceDeletion.class);
    private static final int DENIED_COUNT = 2;

    private final LinkWatch links;
    private final SourceQueries sources;
    private final long refreshNanos;
    private final Inquiries<Key, Set<String>> missing;
    /** By name at the destination. */
    private final Map<String, Denied> denied = new HashMap<>();

    public SourceDeletion(LinkWatch links, SourceQueries sources, long refreshNanos, Executor executor, Runnable wake) {
        this.links = links;
        this.sources = sources;
        this.refreshNanos = refreshNanos;
        this.missing = new Inquiries<>(executor, wake);
    }

    private record Key(String link, long revision, TreeSet<String> sourceTopics) {}

    /** How often in a row, when first and when last. */
    private record Denied(int count, long sinceMs, long answeredNanos) {}

    @Override
    public List<StateRecord> decide(Situation situation) {
        List<StateRecord> records = new ArrayList<>();
        Set<Key> asked = new HashSet<>();
        Set<String> suspects = new HashSet<>();
        for (LinkDocument link : situation.image().links().values()) {
            String name = link.spec().name();
            Map<String, SourceTopic> present = links.scan(name)
                    .map(scan -> scan.topics().stream().collect(Collectors.toMap(SourceTopic::name, topic -> topic)))
                    .orElse(null);
            if (present == null) {
                continue;
            }
            List<MirrorTopic> absent = new ArrayList<>();
            for (MirrorTopic topic : mirrored(situation, link)) {
                SourceTopic source = present.get(topic.sourceTopic());
                if (source == null && !topic.trouble().isDeleted()) {
                    absent.add(topic);
                }
                returned(topic, source).ifPresent(records::add);
            }
            absent.forEach(topic -> suspects.add(topic.topic()));
            if (!absent.isEmpty()) {
                records.addAll(ask(situation, link, absent, asked));
            }
        }
        missing.retain(asked::contains);
        denied.keySet().retainAll(suspects);
        return records;
    }

    private static List<MirrorTopic> mirrored(Situation situation, LinkDocument link) {
        return situation.image().topics().values().stream()
                .filter(topic -> topic.link().equals(link.spec().name()) && Declared.leadsToSource(link, topic))
                .filter(topic -> topic.failure() == null)
                .filter(topic -> !(topic.migration() instanceof Migration.Complete))
                .toList();
    }

    /** The very same topic: it was denied by mistake. Another of its name is dealt with where topics are matched. */
    private static Optional<StateRecord> returned(MirrorTopic topic, @Nullable SourceTopic source) {
        boolean isSame = source != null
                && source.topicId().equals(topic.sourceTopicId())
                && !source.topicId().equals(SourceTopic.NO_TOPIC_ID);
        return topic.trouble().isDeleted() && isSame
                ? Optional.of(StateRecord.of(topic.withTrouble(topic.trouble().withDeletedAt(null))))
                : Optional.empty();
    }

    private List<StateRecord> ask(Situation situation, LinkDocument link, List<MirrorTopic> absent, Set<Key> asked) {
        TreeSet<String> names = new TreeSet<>();
        absent.forEach(topic -> names.add(topic.sourceTopic()));
        Key key = new Key(link.spec().name(), link.revision(), names);
        asked.add(key);
        Optional<Answer<Set<String>>> answer =
                missing.ask(key, () -> sources.missing(link.spec(), names), refreshNanos, situation.nowNanos());
        return answer.stream()
                .flatMap(found -> absent.stream().flatMap(topic -> judge(situation, topic, found).stream()))
                .toList();
    }

    private Optional<StateRecord> judge(Situation situation, MirrorTopic topic, Answer<Set<String>> answer) {
        Set<String> found = answer.value();
        if (found == null || !found.contains(topic.sourceTopic())) {
            denied.remove(topic.topic());
            return Optional.empty();
        }
        Denied before = denied.get(topic.topic());
        if (before == null || before.answeredNanos() != answer.answeredNanos()) {
            denied.put(
                    topic.topic(),
                    new Denied(
                            before == null ? 1 : before.count() + 1,
                            before == null ? situation.nowMs() : before.sinceMs(),
                            answer.answeredNanos()));
        }
        Denied now = denied.get(topic.topic());
        if (now == null || now.count() < DENIED_COUNT) {
            return Optional.empty();
        }
        LOG.warn(
                "topic {}: source topic {} was deleted; {}",
                topic.topic(),
                topic.sourceTopic(),
                Declared.followsDeletion(situation.image(), topic)
                        ? "its mapping follows that"
                        : "the mirror keeps what it has");
        return Optional.of(StateRecord.of(topic.withTrouble(topic.trouble().withDeletedAt(now.sinceMs()))));
    }
}
