// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.group;

import dev.orbit.agent.coordinator.core.Inquiries;
import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.group.Commit;
import dev.orbit.agent.group.GroupRule;
import dev.orbit.agent.group.GroupView;
import dev.orbit.agent.group.PartitionName;
import dev.orbit.agent.group.Positions;
import dev.orbit.agent.group.Verdict;
import dev.orbit.agent.state.CopiedGroup;
import dev.orbit.agent.state.CopiedOffset;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.schemas.GroupState;
import dev.orbit.schemas.Snapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One round of copying a link's groups. For each group, one after the other: the intents are recorded; once that acts,
 * the commits are written; once those are acknowledged, that is recorded. Another round begins when this one is over.
 */
final class GroupRound {

    /** Keeps a write to the state, and what is asked of the destination at once, small. */
    private static final int GROUPS_AT_ONCE = 50;

    private final String link;
    private final long number;
    private final @Nullable String lack;
    private final GroupReading reading;
    private final Inquiries<Key, Map<PartitionName, String>> writes;
    private final Map<String, GroupView> open = new LinkedHashMap<>();
    /** Links that had written when the round began, be they gone: what they wrote is still there. */
    private final Set<String> writers = new HashSet<>();

    private final Map<String, Writing> writing = new LinkedHashMap<>();
    private final Map<String, Snapshot.Group> statuses = new LinkedHashMap<>();

    /** @param number tells this round's writes from those of others */
    GroupRound(
            String link,
            long number,
            GroupReading.Look look,
            GroupReading reading,
            Inquiries<Key, Map<PartitionName, String>> writes) {
        this.link = link;
        this.number = number;
        this.lack = look.lack();
        this.reading = reading;
        this.writes = writes;
        look.views().forEach(view -> open.put(view.group(), view));
        look.skipped().forEach(skipped -> statuses.put(skipped.group(), skipped));
    }

    /** A write of one round. */
    record Key(String link, long round, String group) {}

    private record Writing(Map<PartitionName, CopiedOffset> known, Map<PartitionName, Commit> commits) {}

    long number() {
        return number;
    }

    /** Why groups are missing; null when all are there. */
    @Nullable
    String lack() {
        return lack;
    }

    boolean isOver() {
        return open.isEmpty() && writing.isEmpty();
    }

    /** As far as the round has come. */
    List<Snapshot.Group> statuses() {
        return List.copyOf(statuses.values());
    }

    /** What should be recorded now. */
    List<StateRecord> step(Situation situation) {
        List<StateRecord> records = new ArrayList<>();
        judge(situation, records);
        settle(situation, records);
        return records;
    }

    private void judge(Situation situation, List<StateRecord> records) {
        Iterator<GroupView> views = open.values().iterator();
        for (int i = 0; i < GROUPS_AT_ONCE && views.hasNext(); i++) {
            GroupView view = views.next();
            Map<PartitionName, CopiedOffset> known = known(situation.image(), view.group());
            Verdict verdict = GroupRule.judge(link, view, known, partition -> positions(situation, partition));
            // where two links record at once, one of them finds its record changed, and records it again
            List<StateRecord> due = due(situation.image(), view.group(), verdict.record());
            if (!due.isEmpty()) {
                records.addAll(due);
                continue;
            }
            statuses.put(view.group(), verdict.status());
            if (!verdict.writes().isEmpty()) {
                known.keySet().removeIf(name -> isOfAnother(situation.image(), name, known.get(name)));
                writing.put(view.group(), new Writing(known, verdict.writes()));
            }
            views.remove();
        }
    }

    /** What is to be recorded before anything is written: this link takes over what others wrote on topics that it holds. */
    private List<StateRecord> due(StateImage image, String group, @Nullable CopiedGroup next) {
        List<StateRecord> records = new ArrayList<>();
        if (!Objects.equals(image.groups().get(CopiedGroup.name(link, group)), next)) {
            records.add(record(link, group, next));
        }
        for (CopiedGroup other : ofOthers(image, group)) {
            CopiedGroup rest = other.without(offset ->
                    isHeld(image, offset) && !offset.isFormer(image.topics().get(offset.topic())));
            if (!rest.equals(other)) {
                records.add(record(other.link(), group, rest.offsets().isEmpty() ? null : rest));
            }
        }
        return records;
    }

    private static StateRecord record(String link, String group, @Nullable CopiedGroup next) {
        return next == null
                ? StateRecord.removal(StateRecord.Kind.GROUP, CopiedGroup.name(link, group))
                : StateRecord.of(next);
    }

    /**
     * What Orbit wrote for the group on topics that are not COMPLETE, and on such as are gone; another link may have held
     * a topic before. Of a topic that another link holds now, what that link knows is newer.
     */
    private Map<PartitionName, CopiedOffset> known(StateImage image, String group) {
        Map<PartitionName, CopiedOffset> known = new TreeMap<>();
        for (CopiedGroup other : ofOthers(image, group)) {
            add(known, other, offset -> isHeld(image, offset));
        }
        CopiedGroup own = image.groups().get(CopiedGroup.name(link, group));
        if (own != null) {
            add(known, own, offset -> {
                MirrorTopic topic = image.topics().get(offset.topic());
                return offset.isFormer(topic) || !isComplete(topic);
            });
        }
        return known;
    }

    /** The group of another source may have the same name: its link goes on writing there. */
    private boolean isOfAnother(StateImage image, PartitionName name, @Nullable CopiedOffset offset) {
        MirrorTopic topic = image.topics().get(name.topic());
        return topic != null && !topic.link().equals(link) && offset != null && !offset.isFormer(topic);
    }

    private List<CopiedGroup> ofOthers(StateImage image, String group) {
        if (writers.isEmpty()) {
            image.groups().values().forEach(known -> writers.add(known.link()));
        }
        return Stream.concat(writers.stream(), image.links().keySet().stream())
                .distinct()
                .filter(name -> !name.equals(link))
                .map(name -> image.groups().get(CopiedGroup.name(name, group)))
                .filter(Objects::nonNull)
                .toList();
    }

    private static void add(
            Map<PartitionName, CopiedOffset> known, CopiedGroup group, Predicate<CopiedOffset> isWanted) {
        group.offsets().stream()
                .filter(isWanted)
                .forEach(offset -> known.put(new PartitionName(offset.topic(), offset.partition()), offset));
    }

    /** Whether the topic of the name is this link's now, be it another than it was written on. */
    private boolean isHeld(StateImage image, CopiedOffset offset) {
        MirrorTopic topic = image.topics().get(offset.topic());
        return topic != null && topic.link().equals(link) && !isComplete(topic);
    }

    private static boolean isComplete(@Nullable MirrorTopic topic) {
        return topic != null && topic.migration() instanceof Migration.Complete;
    }

    private static Optional<Positions> positions(Situation situation, PartitionName partition) {
        MirrorTopic topic = situation.image().topics().get(partition.topic());
        return situation
                .members()
                .partition(topic == null ? null : topic.topicId(), partition.topic(), partition.partition())
                .map(report -> new Positions(
                        report.topicId(),
                        report.logStartOffset(),
                        report.highWatermark(),
                        hasDiverged(topic, partition.partition())));
    }

    private static boolean hasDiverged(@Nullable MirrorTopic topic, int partition) {
        return topic != null && topic.trouble().diverged().containsKey(partition);
    }

    /** Writes what is recorded, and records what is written. */
    private void settle(Situation situation, List<StateRecord> records) {
        Iterator<Map.Entry<String, Writing>> groups = writing.entrySet().iterator();
        for (int i = 0; i < GROUPS_AT_ONCE && groups.hasNext(); i++) {
            Map.Entry<String, Writing> entry = groups.next();
            String group = entry.getKey();
            Writing write = entry.getValue();
            Optional<Answer<Map<PartitionName, String>>> answer = writes.known(new Key(link, number, group));
            if (answer.isPresent()) {
                if (acknowledge(situation.image(), group, write, answer.get(), records)) {
                    groups.remove();
                }
            } else if (write.commits().keySet().stream().allMatch(name -> isMirrored(situation.image(), write, name))) {
                var unused = writes.ask(
                        new Key(link, number, group),
                        () -> reading.write(group, write.known(), write.commits()),
                        Long.MAX_VALUE,
                        situation.nowNanos());
            } else {
                groups.remove();
            }
        }
    }

    /** Still, with the source's records, and on the topic that the commit was decided for. */
    private boolean isMirrored(StateImage image, Writing write, PartitionName partition) {
        MirrorTopic topic = image.topics().get(partition.topic());
        CopiedOffset offset = write.known().get(partition);
        return GroupCopy.isCopied(link, topic)
                && offset != null
                && !offset.isFormer(topic)
                && !hasDiverged(topic, partition.partition());
    }

    /** Whether all of it is recorded. */
    private boolean acknowledge(
            StateImage image,
            String group,
            Writing write,
            Answer<Map<PartitionName, String>> answer,
            List<StateRecord> records) {
        Map<PartitionName, String> refused = answer.value();
        if (refused == null) {
            Exception failure = answer.failure();
            fail(
                    group,
                    String.valueOf(failure == null || failure.getMessage() == null ? failure : failure.getMessage()));
            return true;
        }
        refused.entrySet().stream()
                .findFirst()
                .ifPresent(refusal -> fail(
                        group,
                        "The destination refuses the commit on " + refusal.getKey() + ": " + refusal.getValue()));
        CopiedGroup current = image.groups().get(CopiedGroup.name(link, group));
        if (current == null) {
            return true;
        }
        CopiedGroup landed = current.withLanded((topic, partition) -> {
            PartitionName name = new PartitionName(topic, partition);
            return write.commits().containsKey(name) && !refused.containsKey(name);
        });
        if (landed.equals(current)) {
            return true;
        }
        records.add(StateRecord.of(landed));
        return false;
    }

    private void fail(String group, String reason) {
        Snapshot.Group status = statuses.get(group);
        if (status != null) {
            statuses.put(
                    group,
                    new Snapshot.Group(
                            link,
                            status.sourceGroup(),
                            group,
                            GroupState.FAILED,
                            reason,
                            status.partitionCount(),
                            status.partitions()));
        }
    }
}
