// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.group;

import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Inquiries;
import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.destination.GroupDestination;
import dev.orbit.agent.group.Commit;
import dev.orbit.agent.group.PartitionName;
import dev.orbit.agent.state.CopiedGroup;
import dev.orbit.agent.state.CopiedOffset;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.StateRecord.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back what Orbit committed on topics that are gone. Kafka deletes the commits on a topic with the topic, but not
 * those whose group coordinator is away or loading at that moment; they would lie anywhere in a new topic of the name. Each
 * stays recorded until the group's coordinator has said that it is not there, or not Orbit's any more; until then nothing
 * is copied in its place. No topic of the name is created before the coordinator was asked.
 *
 * <p>What a link wrote that is gone is forgotten where its topic has migrated: nobody recognises it any more, and a later
 * link of the name would take it for its own.
 */
public final class FormerCommits implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(FormerCommits.class);
    private static final long RETRY_NANOS = 2_000_000_000L;

    /** Keeps a write to the state, and what is asked of the destination at once, small. */
    private static final int GROUPS_AT_ONCE = 50;

    private final GroupDestination destination;
    private final Predicate<String> isWriting;
    private final Inquiries<Key, Taken> deletions;
    private final Map<String, String> told = new HashMap<>();
    private List<Former> former = List.of();
    private List<StateRecord> forgotten = List.of();
    private @Nullable Map<String, LinkDocument> lookedAtLinks;
    private @Nullable Map<String, CopiedGroup> lookedAtGroups;
    private @Nullable Map<String, MirrorTopic> lookedAtTopics;

    /** @param isWriting whether a commit of a group is on its way to the destination: nothing is deleted meanwhile */
    public FormerCommits(GroupDestination destination, Predicate<String> isWriting, Executor executor, Runnable wake) {
        this.destination = destination;
        this.isWriting = isWriting;
        this.deletions = new Inquiries<>(executor, wake);
    }

    /**
     * What is to be taken back of a recorded group.
     *
     * @param topicIds of the topics that bear the names now: what was refused is asked for anew once one is there
     */
    private record Former(String link, String group, List<CopiedOffset> offsets, Set<String> topicIds) {
        String name() {
            return CopiedGroup.name(link, group);
        }
    }

    /** A new term takes nothing over from an earlier one. */
    private record Key(Former former, Members members) {}

    /** Where nothing of Orbit's is left, and what the destination refused. */
    private record Taken(Set<PartitionName> gone, Map<PartitionName, String> refused) {}

    /**
     * Whether nothing of Orbit's is left in the way of a topic of this name, but what the destination keeps: a commit of a
     * group whose members wait for the topic.
     */
    public boolean isSeenTo(Situation situation, MirrorTopic topic) {
        look(situation.image());
        for (Former one : former) {
            if (one.offsets().stream().anyMatch(offset -> offset.topic().equals(topic.topic()))
                    && !isAnswered(situation, one)) {
                return false;
            }
        }
        return true;
    }

    private boolean isAnswered(Situation situation, Former one) {
        return deletions
                .known(new Key(one, situation.members()))
                .filter(answer -> answer.value() != null)
                .isPresent();
    }

    @Override
    public List<StateRecord> decide(Situation situation) {
        look(situation.image());
        Set<Former> open = new HashSet<>(former);
        deletions.retain(key ->
                deletions.isUnderWay(key) || (open.contains(key.former()) && key.members() == situation.members()));
        told.keySet().retainAll(former.stream().map(Former::name).collect(Collectors.toSet()));
        if (!forgotten.isEmpty()) {
            return forgotten.subList(0, Math.min(forgotten.size(), GROUPS_AT_ONCE));
        }
        List<StateRecord> records = new ArrayList<>();
        for (Former one : former) {
            if (records.size() < GROUPS_AT_ONCE && !isWriting.test(one.group())) {
                takeBack(situation, one, records);
            }
        }
        return records;
    }

    /** Many groups, of which hardly ever one has anything to take back: looked at only when something changed. */
    private void look(StateImage image) {
        if (image.groups() == lookedAtGroups && image.topics() == lookedAtTopics && image.links() == lookedAtLinks) {
            return;
        }
        lookedAtLinks = image.links();
        lookedAtGroups = image.groups();
        lookedAtTopics = image.topics();
        List<Former> found = new ArrayList<>();
        List<StateRecord> over = new ArrayList<>();
        for (CopiedGroup group : image.groups().values()) {
            List<CopiedOffset> offsets = group.offsets().stream()
                    .filter(offset -> offset.isFormer(image.topics().get(offset.topic())))
                    .toList();
            if (!offsets.isEmpty()) {
                found.add(new Former(group.link(), group.group(), offsets, topicIds(image, offsets)));
            }
            CopiedGroup rest = image.links().containsKey(group.link()) ? group : withoutMigrated(image, group);
            if (!rest.equals(group)) {
                over.add(record(group, rest));
            }
        }
        former = found;
        forgotten = over;
    }

    private static CopiedGroup withoutMigrated(StateImage image, CopiedGroup group) {
        return group.without(offset -> {
            MirrorTopic topic = image.topics().get(offset.topic());
            return topic != null && topic.migration() instanceof Migration.Complete && !offset.isFormer(topic);
        });
    }

    private static StateRecord record(CopiedGroup group, CopiedGroup rest) {
        return rest.offsets().isEmpty()
                ? StateRecord.removal(Kind.GROUP, CopiedGroup.name(group.link(), group.group()))
                : StateRecord.of(rest);
    }

    private static Set<String> topicIds(StateImage image, List<CopiedOffset> offsets) {
        return offsets.stream()
                .map(offset -> image.topics().get(offset.topic()))
                .map(topic -> topic == null ? null : topic.topicId())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    private void takeBack(Situation situation, Former one, List<StateRecord> records) {
        Answer<Taken> answer = deletions
                .ask(
                        new Key(one, situation.members()),
                        () -> deleted(one.group(), one.offsets()),
                        RETRY_NANOS,
                        situation.nowNanos())
                .orElse(null);
        if (answer == null) {
            return;
        }
        Taken taken = answer.value();
        tell(
                one,
                taken == null
                        ? String.valueOf(answer.failure())
                        : taken.refused().toString());
        CopiedGroup group = situation.image().groups().get(one.name());
        if (taken == null || group == null || taken.gone().isEmpty()) {
            return;
        }
        CopiedGroup rest =
                group.without(offset -> taken.gone().contains(new PartitionName(offset.topic(), offset.partition())));
        records.add(record(group, rest));
    }

    private void tell(Former one, String obstacle) {
        if (!obstacle.equals("{}") && !obstacle.equals(told.put(one.name(), obstacle))) {
            LOG.info(
                    "group {}: what Orbit committed on topics that are gone could not be deleted yet: {}",
                    one.group(),
                    obstacle);
        }
    }

    /** Deletes what is still as Orbit wrote it; whatever else is there is somebody else's, and stays. */
    private Taken deleted(String group, List<CopiedOffset> offsets) throws Exception {
        GroupDestination.Commits there = destination.commits(group);
        if (there.isPending()) {
            throw new GroupReading.NotWrittenException("The group has an open transaction at the destination.");
        }
        Set<PartitionName> gone = new HashSet<>();
        List<PartitionName> own = new ArrayList<>();
        for (CopiedOffset offset : offsets) {
            PartitionName name = new PartitionName(offset.topic(), offset.partition());
            Commit commit = there.commits().get(name);
            gone.add(name);
            if (commit != null && commit.isOf(offset)) {
                own.add(name);
            }
        }
        Map<PartitionName, String> refused = own.isEmpty() ? Map.of() : destination.delete(group, own);
        gone.removeAll(refused.keySet());
        return new Taken(gone, refused);
    }
}
