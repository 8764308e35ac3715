// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.history;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * What a history has led to, if everything went as it says. Immutable.
 *
 * @param round of actions between two quiet points, from 1
 * @param topics by name
 * @param committed topics that each group has committed on, by group
 * @param moved groups that committed at the destination by themselves
 * @param faultedInRound what the round's faults were about
 */
public record Estate(
        int round,
        int actionsInRound,
        Map<String, TopicModel> topics,
        Map<String, Set<String>> committed,
        Set<String> moved,
        Set<String> faultedInRound) {

    static final Estate EMPTY = new Estate(1, 0, Map.of(), Map.of(), Set.of(), Set.of());

    /** So many proxied topics are written to, and looked at. */
    private static final int PROXIED_MAX = 3;

    /** After one action more. */
    public Estate after(Action action) {
        if (action instanceof QuietPoint) {
            return new Estate(round + 1, 0, topics, committed, moved, Set.of());
        }
        return applied(action).counted();
    }

    private Estate applied(Action action) {
        if (action instanceof TopicChange change) {
            return afterChange(change);
        }
        if (action instanceof GroupUse use) {
            return afterUse(use);
        }
        if (action instanceof Fault.Halt halt) {
            return faulted(halt.member().name());
        }
        if (action instanceof Fault.Disturb disturb) {
            return faulted("connections " + disturb.node());
        }
        return this;
    }

    private Estate counted() {
        return new Estate(round, actionsInRound + 1, topics, committed, moved, faultedInRound);
    }

    private Estate afterChange(TopicChange change) {
        if (change instanceof TopicChange.CreateTopic created) {
            TopicModel before = topics.get(created.topic());
            return with(
                    before == null
                            ? TopicModel.created(created.topic(), created.kindOfTopic(), created.partitions(), round)
                            : before.remade(created.kindOfTopic(), created.partitions(), round));
        }
        if (change instanceof TopicChange.AlterConfig altered) {
            return changed(change, topic -> topic.withConfig(altered.name(), altered.value()));
        }
        if (change instanceof TopicChange.AddPartitions added) {
            return changed(change, topic -> topic.withPartitions(added.partitions()));
        }
        if (change instanceof TopicChange.DeleteTopic) {
            return changed(change, topic -> topic.deleted(round));
        }
        if (change instanceof TopicChange.RemakeTopic remade) {
            return changed(change, topic -> topic.remade(topic.kind(), remade.partitions(), round));
        }
        return change instanceof TopicChange.MendTopic ? changed(change, topic -> topic.mended(round)) : this;
    }

    private Estate afterUse(GroupUse use) {
        Map<String, Set<String>> nextCommitted = new TreeMap<>(committed);
        Set<String> nextMoved = new TreeSet<>(moved);
        if (use instanceof GroupUse.CommitOffsets commit) {
            Set<String> of = new TreeSet<>(committed.getOrDefault(commit.group(), Set.of()));
            of.add(commit.topic());
            nextCommitted.put(commit.group(), Set.copyOf(of));
        } else if (use instanceof GroupUse.UseAtDestination) {
            nextMoved.add(use.group());
        } else {
            nextMoved.remove(use.group());
        }
        return new Estate(round, actionsInRound, topics, nextCommitted, nextMoved, faultedInRound);
    }

    private Estate changed(TopicChange change, UnaryOperator<TopicModel> how) {
        return with(how.apply(topic(change.topic())));
    }

    private Estate with(TopicModel topic) {
        Map<String, TopicModel> next = new TreeMap<>(topics);
        next.put(topic.name(), topic);
        return new Estate(round, actionsInRound, next, committed, moved, faultedInRound);
    }

    private Estate faulted(String what) {
        Set<String> next = new TreeSet<>(faultedInRound);
        next.add(what);
        return new Estate(round, actionsInRound, topics, committed, moved, next);
    }

    /** A topic that the history knows. */
    public TopicModel topic(String name) {
        TopicModel topic = topics.get(name);
        if (topic == null) {
            throw new IllegalArgumentException("The history has no topic " + name + ".");
        }
        return topic;
    }

    /** Those that are not proxied, in the order of their names. */
    public List<TopicModel> all() {
        return new TreeMap<>(topics)
                .values().stream().filter(topic -> !topic.isProxied()).toList();
    }

    /** The newest proxied ones, the oldest of them first. Nothing happens to older ones any more. */
    public List<TopicModel> proxied() {
        int count = proxiedCount();
        return IntStream.range(Math.max(0, count - PROXIED_MAX), count)
                .mapToObj(number -> topic(proxiedName(number)))
                .toList();
    }

    /** How many there ever were. */
    int proxiedCount() {
        return (int) topics.values().stream().filter(TopicModel::isProxied).count();
    }

    /** Of a proxied topic, counted from 0. */
    static String proxiedName(int number) {
        return "proxied-" + number;
    }

    /** Those whose records are to be at the destination. */
    public List<TopicModel> mirrored() {
        return all().stream().filter(TopicModel::isMirrored).toList();
    }

    /** Those that can be written to. */
    List<TopicModel> existing() {
        return all().stream().filter(TopicModel::exists).toList();
    }
}
