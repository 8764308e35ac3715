// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.group;

import dev.orbit.agent.command.Command.PartitionReport;
import dev.orbit.agent.command.Reports;
import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.destination.Destination;
import dev.orbit.agent.coordinator.destination.GroupDestination;
import dev.orbit.agent.coordinator.link.LinkWatch;
import dev.orbit.agent.coordinator.source.OneTopicSource;
import dev.orbit.agent.group.Commit;
import dev.orbit.agent.group.PartitionName;
import dev.orbit.agent.state.AgentRegistration;
import dev.orbit.agent.state.CopiedGroup;
import dev.orbit.agent.state.CopiedOffset;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Snapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs {@link GroupCopy} as the coordinator does, on clusters that are maps: one mirror topic {@code orders} of two
 * partitions, whose logs hold 10 to 100.
 */
final class GroupLab {

    private static final String LINK = "default";
    private static final ConsumerGroupSettings COPYING =
            new ConsumerGroupSettings(true, List.of(".*"), List.of(), "", 10);
    private static final int IDLE_STEPS = 4;

    private final GroupLabSource source = new GroupLabSource();
    private final Map<String, Map<PartitionName, Commit>> destination = new TreeMap<>();
    private final Map<String, String> unknown = new HashMap<>();
    private final List<String> log = new ArrayList<>();
    private StateImage image;
    private String topicId = States.TOPIC_ID;
    private long start = 10;
    private long end = 100;
    private boolean isTopicThere = true;
    private boolean isRefusingDeletions;
    private Members members = members();
    private GroupCopy copy;
    private FormerCommits formerCommits;
    private LinkWatch links;
    private int listQuestions;
    private @Nullable Runnable beforeCommit;
    private @Nullable Boolean death;
    private boolean dead;

    GroupLab() {
        image = States.image(
                StateRecord.of(link(LINK, COPYING, 1)),
                StateRecord.of(States.topic(LINK, "orders", 2, new Migration.Reject())));
        links = new LinkWatch(new OneTopicSource(), "own-cluster", Long.MAX_VALUE, Runnable::run, () -> {});
        copy = newCopy();
        formerCommits = newFormerCommits();
    }

    private GroupCopy newCopy() {
        return new GroupCopy(links, source, new Destination(), Runnable::run, () -> {});
    }

    private FormerCommits newFormerCommits() {
        return new FormerCommits(new Destination(), copy::isWriting, Runnable::run, () -> {});
    }

    private static LinkDocument link(String name, ConsumerGroupSettings settings, long revision) {
        LinkSpec spec = States.linkSpec(name, AutoMigration.INHERIT, null);
        return new LinkDocument(spec.withConsumerGroups(settings), revision, States.SOURCE_CLUSTER);
    }

    private Members members() {
        Members members = new Members(Long.MAX_VALUE / 2, List.of(new AgentRegistration(1, "i")), 0);
        List<PartitionReport> reports = new ArrayList<>();
        for (String topic : List.of("orders", "eu.orders", "payments")) {
            IntStream.range(0, 2)
                    .forEach(partition -> reports.add(Reports.partition(
                            topic, topicId, partition, 0, end, start, end, end, end, 0L, 0, null, null, null)));
        }
        members.renew(Reports.heartbeat(1, "i", 0, true, Map.of(), List.of(), reports), 0);
        return members;
    }

    // what tests do

    GroupLabSource source() {
        return source;
    }

    ConsumerGroupSettings settings() {
        return COPYING;
    }

    void settings(ConsumerGroupSettings settings) {
        apply(List.of(StateRecord.of(link(LINK, settings, 2))));
    }

    /** This link mirrors this topic, and copies groups too. */
    void held(String link, String topic) {
        apply(List.of(
                StateRecord.of(link(link, COPYING, 1)),
                StateRecord.of(States.topic(link, topic, 2, new Migration.Reject()))));
    }

    void diverged(int partition) {
        MirrorTopic topic = image.topics().get("orders");
        if (topic != null) {
            apply(List.of(StateRecord.of(
                    topic.withTrouble(topic.trouble().withDiverged(partition, "the source lost records")))));
        }
    }

    void deleteLink() {
        apply(List.of(StateRecord.removal(StateRecord.Kind.LINK, LINK)));
    }

    /** The topic is mirrored over this link now, and its groups copied. */
    void adoptedBy(String link) {
        held(link, "orders");
    }

    void migration(Migration migration) {
        MirrorTopic topic = image.topics().get("orders");
        if (topic != null) {
            apply(List.of(StateRecord.of(topic.withMigration(migration))));
        }
    }

    /** The mirror of the topic has another name. */
    void renamed(String sourceTopic, String topic) {
        apply(List.of(
                StateRecord.removal(StateRecord.Kind.TOPIC, sourceTopic),
                StateRecord.of(States.mirror(LINK, sourceTopic, topic, 2, new Migration.Reject()))));
    }

    /** The topic is deleted at the destination, while Kafka is in no state to delete the commits on it. */
    void deleted() {
        isTopicThere = false;
        apply(List.of(StateRecord.removal(StateRecord.Kind.TOPIC, "orders")));
    }

    /** Its mirror is made anew, and holds what is below this offset. */
    void madeAnew(long newEnd) {
        topicId = "AAAAAAAAAAAAAAAAAAAADQ";
        start = 0;
        end = newEnd;
        isTopicThere = true;
        apply(List.of(StateRecord.of(
                States.topic(LINK, "orders", 2, new Migration.Reject()).withCreated(topicId))));
        members = members();
    }

    private Situation situation(long laterNanos) {
        return new Situation(image, members, 0, System.nanoTime() + laterNanos);
    }

    /** Whether no commit of Orbit's stands in the way of a new topic. */
    boolean mayBeCreated(String topic) {
        return formerCommits.isSeenTo(situation(0), States.matched(LINK, topic, 2));
    }

    /** Whether the destination refuses to delete commits from now on. */
    void refuseDeletions(boolean isRefusing) {
        isRefusingDeletions = isRefusing;
    }

    void adoptedFrom(String link, String group, PartitionName partition, long offset) {
        CopiedOffset written = new CopiedOffset(
                partition.topic(), partition.partition(), new CopiedOffset.Written(offset, null), null, null);
        apply(List.of(
                StateRecord.of(new CopiedGroup(link, group, group, List.of(written))),
                StateRecord.of(States.link(link))));
        destinationCommit(group, partition, offset);
    }

    void sourceCommit(String group, PartitionName partition, long offset) {
        sourceCommit(group, partition, new Commit(offset, "", true));
    }

    void sourceCommit(String group, PartitionName partition, Commit commit) {
        source.commit(group, partition, commit);
    }

    void destinationCommit(String group, PartitionName partition, long offset) {
        destination.computeIfAbsent(group, unused -> new HashMap<>()).put(partition, new Commit(offset, "", false));
    }

    /** The group's commits at the destination cannot be told, and why. */
    void destinationFails(String group, String reason) {
        unknown.put(group, reason);
    }

    void forgetDestinationCommits() {
        destination.clear();
    }

    /** Between the round's look at the destination and the write. */
    void beforeNextCommit(Runnable what) {
        beforeCommit = what;
    }

    /** The agent dies when it commits next: after the commit, or before it. */
    void dieAtNextCommit(boolean landed) {
        death = landed;
    }

    void newCoordinator() {
        dead = false;
        members = members();
        copy = newCopy();
        formerCommits = newFormerCommits();
    }

    /** After the interval, until nothing is left to do. */
    void round() {
        pass(11);
    }

    /** Looks this many seconds after the last answer, and goes on from there without time passing. */
    void pass(long seconds) {
        long laterNanos = TimeUnit.SECONDS.toNanos(seconds);
        int idle = 0;
        while (idle < IDLE_STEPS && !dead) {
            Situation situation = situation(laterNanos);
            laterNanos = 0;
            links.decide(situation);
            List<StateRecord> records = formerCommits.decide(situation);
            records = records.isEmpty() ? copy.decide(situation) : records;
            idle = records.isEmpty() ? idle + 1 : 0;
            if (!dead) {
                records.forEach(this::note);
                apply(records);
            }
        }
    }

    private void apply(List<StateRecord> records) {
        image = image.apply(records, image.endOffset() + records.size());
    }

    private void note(StateRecord record) {
        if (record.value() instanceof CopiedGroup group) {
            group.offsets()
                    .forEach(offset -> log.add("state " + group.group() + " " + offset.topic() + "-"
                            + offset.partition() + " " + word(offset)));
        }
    }

    private static String word(CopiedOffset offset) {
        return offset.intended() == null
                ? word(offset.written())
                : word(offset.written()) + "->" + word(offset.intended());
    }

    private static String word(CopiedOffset.@Nullable Written written) {
        return written == null ? "null" : String.valueOf(written.offset());
    }

    List<String> log() {
        return log;
    }

    boolean isRecorded(String group) {
        return image.groups().containsKey(CopiedGroup.name(LINK, group));
    }

    CopiedGroup record(String group) {
        return record(LINK, group);
    }

    CopiedGroup record(String link, String group) {
        CopiedGroup record = image.groups().get(CopiedGroup.name(link, group));
        if (record == null) {
            throw new AssertionError("nothing is recorded of " + group + ": " + image.groups());
        }
        return record;
    }

    List<Snapshot.Group> statuses() {
        return statuses(LINK);
    }

    List<Snapshot.Group> statuses(String link) {
        return copy.groups(link);
    }

    Snapshot.Group status(String group) {
        return statuses().stream()
                .filter(status -> status.group().equals(group))
                .findFirst()
                .orElseThrow(() -> new AssertionError(group + " is not listed: " + statuses()));
    }

    @Nullable
    String error() {
        return copy.error(LINK);
    }

    int listQuestions() {
        return listQuestions;
    }

    Map<String, Map<PartitionName, Long>> destinationCommits() {
        Map<String, Map<PartitionName, Long>> offsets = new TreeMap<>();
        destination.forEach((group, commits) -> {
            Map<PartitionName, Long> own = new TreeMap<>();
            commits.forEach((partition, commit) -> own.put(partition, commit.offset()));
            offsets.put(group, own);
        });
        return offsets;
    }

    private final class Destination implements GroupDestination {

        @Override
        public Activity activity(Collection<String> groups) {
            listQuestions++;
            Map<String, String> untold = new HashMap<>();
            groups.forEach(group -> untold.computeIfAbsent(group, name -> unknown.get("members of " + name)));
            return new Activity(Set.of(), untold);
        }

        @Override
        public Map<String, Commits> commits(Collection<String> groups) {
            Map<String, Commits> found = new HashMap<>();
            groups.forEach(group -> found.put(
                    group, new Commits(false, destination.getOrDefault(group, Map.of()), unknown.get(group))));
            Runnable hook = beforeCommit;
            if (hook != null) {
                beforeCommit = null;
                hook.run();
            }
            return found;
        }

        @Override
        public Map<PartitionName, String> commit(
                String group, Map<PartitionName, Commit> commits, Map<String, String> topicIds) {
            Boolean landed = death;
            death = null;
            dead = landed != null;
            if (landed == null || landed) {
                destination.computeIfAbsent(group, unused -> new HashMap<>()).putAll(commits);
            }
            if (!dead) {
                commits.forEach(
                        (partition, commit) -> log.add("commit " + group + " " + partition + "@" + commit.offset()));
            }
            return Map.of();
        }

        @Override
        public Map<PartitionName, String> delete(String group, Collection<PartitionName> partitions) {
            Map<PartitionName, String> refused = new HashMap<>();
            boolean deletes = !isRefusingDeletions;
            for (PartitionName partition : partitions) {
                if (deletes) {
                    destination.getOrDefault(group, Map.of()).remove(partition);
                } else {
                    refused.put(partition, "The group has members.");
                }
            }
            dead = death != null;
            death = null;
            log.add((deletes ? "delete " : "keep ") + group + " " + partitions);
            return refused;
        }
    }
}
