// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.group;

import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Inquiries;
import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.destination.GroupDestination;
import dev.orbit.agent.coordinator.link.LinkWatch;
import dev.orbit.agent.coordinator.source.GroupSources;
import dev.orbit.agent.group.PartitionName;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.schemas.GroupState;
import dev.orbit.schemas.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies the offsets of the sources' consumer groups, over the links that ask for it, round after round. */
public final class GroupCopy implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCopy.class);
    private static final long RETRY_NANOS = 2_000_000_000L;
    private static final Comparator<Snapshot.Group> UNCOPIED_FIRST = Comparator.comparing(
                    (Snapshot.Group group) -> group.state() == GroupState.COPIED)
            .thenComparing(group -> group.state() == GroupState.SKIPPED)
            .thenComparing(Snapshot.Group::group);

    private static final GroupReading.Look NOTHING = new GroupReading.Look(List.of(), List.of(), null);

    private final LinkWatch links;
    private final GroupReading reading;
    private final Inquiries<Key, GroupReading.Look> views;
    private final Inquiries<GroupRound.Key, Map<PartitionName, String>> writes;
    private final Map<String, GroupRound> rounds = new HashMap<>();
    private final Map<String, Listing> listings = new ConcurrentHashMap<>();

    public GroupCopy(
            LinkWatch links, GroupSources sources, GroupDestination destination, Executor executor, Runnable wake) {
        this.links = links;
        this.reading = new GroupReading(sources, destination);
        this.views = new Inquiries<>(executor, wake);
        this.writes = new Inquiries<>(executor, wake);
    }

    /** A changed link is read at once, and a new term takes nothing over from an earlier one. */
    private record Key(String link, long revision, Members members) {}

    // told: what the log says of groups that are not copied
    private record Listing(
            List<Snapshot.Group> groups, @Nullable String error, Map<String, String> told) {
        static final Listing EMPTY = new Listing(List.of(), null, Map.of());
    }

    /** The link's groups as the last round found them: the most telling of them first. */
    public List<Snapshot.Group> groups(String link) {
        return listings.getOrDefault(link, Listing.EMPTY).groups();
    }

    /** Why the link's groups, or some of them, cannot be read; null while all can. */
    public @Nullable String error(String link) {
        return listings.getOrDefault(link, Listing.EMPTY).error();
    }

    /** Whether a commit of this group's is on its way to the destination. */
    public boolean isWriting(String group) {
        return writes.isUnderWay((GroupRound.Key key) -> key.group().equals(group));
    }

    @Override
    public List<StateRecord> decide(Situation situation) {
        StateImage image = situation.image();
        rounds.keySet().removeIf(link -> !isEnabled(image, link));
        listings.keySet().removeIf(link -> !isEnabled(image, link));
        views.retain(key -> isCurrent(situation, key));
        writes.retain(key -> {
            GroupRound round = rounds.get(key.link());
            return writes.isUnderWay(key) || (round != null && round.number() == key.round());
        });
        List<StateRecord> records = new ArrayList<>();
        for (LinkDocument link : image.links().values()) {
            if (isEnabled(image, link.spec().name())) {
                records.addAll(copy(situation, link));
            }
        }
        return records;
    }

    private boolean isCurrent(Situation situation, Key key) {
        LinkDocument document = situation.image().links().get(key.link());
        return document != null
                && document.revision() == key.revision()
                && key.members() == situation.members()
                && isEnabled(situation.image(), key.link());
    }

    private boolean isEnabled(StateImage image, String link) {
        LinkDocument document = image.links().get(link);
        return document != null
                && document.spec().consumerGroups().copyOffsetsEnabled()
                && !document.spec().isPaused()
                && links.scan(link).isPresent();
    }

    /** Whether groups' offsets on this topic are this link's to copy. */
    static boolean isCopied(String link, @Nullable MirrorTopic topic) {
        return topic != null
                && topic.isThere()
                && topic.link().equals(link)
                && topic.mapping() != null
                && topic.failure() == null
                && !topic.trouble().isDeleted()
                && !(topic.migration() instanceof Migration.Complete);
    }

    private List<StateRecord> copy(Situation situation, LinkDocument link) {
        String name = link.spec().name();
        Key key = new Key(name, link.revision(), situation.members());
        GroupRound round = rounds.get(name);
        if (round == null || round.isOver()) {
            Answer<GroupReading.Look> answer = ask(situation, link, key);
            round = answer == null ? null : begun(name, round, answer);
        }
        if (round == null) {
            rounds.remove(name);
            return List.of();
        }
        boolean wasOver = round.isOver();
        List<StateRecord> records = round.step(situation);
        if (round.isOver() && !wasOver) {
            list(name, round);
        }
        return records;
    }

    private @Nullable Answer<GroupReading.Look> ask(Situation situation, LinkDocument link, Key key) {
        StateImage image = situation.image();
        boolean failed =
                views.known(key).filter(answer -> answer.failure() != null).isPresent();
        long ageNanosMax = failed
                ? RETRY_NANOS
                : TimeUnit.SECONDS.toNanos(link.spec().consumerGroups().intervalSeconds());
        return views.ask(key, () -> reading.read(link, topics(image, key.link())), ageNanosMax, situation.nowNanos())
                .orElse(null);
    }

    private static Map<String, MirrorTopic> topics(StateImage image, String link) {
        Map<String, MirrorTopic> topics = new HashMap<>();
        image.topics().values().stream()
                .filter(topic -> isCopied(link, topic))
                .forEach(topic -> topics.put(topic.sourceTopic(), topic));
        return topics;
    }

    /** The round that an answer is for; the same one for the same answer. */
    private GroupRound begun(String link, @Nullable GroupRound before, Answer<GroupReading.Look> answer) {
        if (before != null && before.number() == answer.answeredNanos()) {
            return before;
        }
        GroupReading.Look found = answer.value();
        if (found == null) {
            complain(link, answer.failure());
        }
        GroupRound round =
                new GroupRound(link, answer.answeredNanos(), found == null ? NOTHING : found, reading, writes);
        if (found != null && round.isOver()) {
            list(link, round);
        }
        rounds.put(link, round);
        return round;
    }

    private void complain(String link, @Nullable Exception failure) {
        String error = "The consumer groups cannot be read: "
                + (failure == null || failure.getMessage() == null ? String.valueOf(failure) : failure.getMessage());
        Listing before = listings.getOrDefault(link, Listing.EMPTY);
        warn(link, before, error);
        listings.put(link, new Listing(before.groups(), error, before.told()));
    }

    private static void warn(String link, Listing before, String error) {
        if (!error.equals(before.error())) {
            LOG.warn("link {}: {}", link, error);
        }
    }

    private void list(String link, GroupRound round) {
        List<Snapshot.Group> groups = round.statuses();
        Listing last = listings.getOrDefault(link, Listing.EMPTY);
        String error = round.lack() == null ? null : "Some consumer groups cannot be listed: " + round.lack();
        if (error != null) {
            warn(link, last, error);
        }
        Map<String, String> before = last.told();
        Map<String, String> told = new HashMap<>();
        for (Snapshot.Group group : groups) {
            if (group.state() == GroupState.FAILED || group.state() == GroupState.MOVED) {
                // the reason of a group that moved changes with each of its commits
                String word = group.state() == GroupState.FAILED ? String.valueOf(group.reason()) : "moved";
                told.put(group.group(), word);
                if (!word.equals(before.get(group.group()))) {
                    LOG.warn("link {}: group {} is not copied: {}", link, group.sourceGroup(), group.reason());
                }
            }
        }
        List<Snapshot.Group> listed = groups.stream()
                .sorted(UNCOPIED_FIRST)
                .limit(Snapshot.GROUPS_MAX)
                .toList();
        listings.put(link, new Listing(listed, error, told));
    }
}
