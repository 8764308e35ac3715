// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.group;

import dev.orbit.agent.state.CopiedGroup;
import dev.orbit.agent.state.CopiedOffset;
import dev.orbit.agent.state.CopiedOffset.Written;
import dev.orbit.schemas.GroupState;
import dev.orbit.schemas.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rule for one group. What is written is the source's commit, raised to the destination's log start; a commit
 * beyond the high watermark waits, and so does one on a partition that has diverged. A group is left alone while it has
 * members at the destination, and as soon as one of its commits there is not the one Orbit wrote last: the group has moved,
 * and must not be rewound. Where Orbit wrote on a topic that had the name before, nothing is written until that is taken
 * back.
 *
 * <p>Judging the same view again, once the record acts, leads to the same record and the same writes.
 */
public final class GroupRule {

    private final String link;
    private final GroupView view;
    private final Function<PartitionName, Optional<Positions>> positions;
    private final Map<PartitionName, CopiedOffset> offsets = new TreeMap<>();
    private final Map<PartitionName, Commit> writes = new TreeMap<>();
    private final List<Snapshot.GroupPartition> open = new ArrayList<>();
    private final List<String> waits = new ArrayList<>();

    private GroupRule(String link, GroupView view, Function<PartitionName, Optional<Positions>> positions) {
        this.link = link;
        this.view = view;
        this.positions = positions;
    }

    /**
     * What is to be done.
     *
     * @param known what Orbit wrote for the group on mirrored topics, by whichever link
     * @param positions of a partition; empty while its leader has not reported
     */
    public static Verdict judge(
            String link,
            GroupView view,
            Map<PartitionName, CopiedOffset> known,
            Function<PartitionName, Optional<Positions>> positions) {
        GroupRule rule = new GroupRule(link, view, positions);
        rule.offsets.putAll(known);
        return rule.judge();
    }

    private Verdict judge() {
        if (view.failure() != null) {
            return leftAlone(GroupState.FAILED, view.failure());
        }
        if (view.isActive()) {
            return leftAlone(
                    GroupState.ACTIVE,
                    "The group has members or an open transaction at the destination and commits for itself: Orbit"
                            + " copies nothing into it.");
        }
        Optional<String> moved = moved(view.destination(), offsets);
        if (moved.isPresent()) {
            return leftAlone(GroupState.MOVED, moved.get());
        }
        view.source().forEach(this::copy);
        String reason = waits.isEmpty()
                ? null
                : waits.get(0) + (waits.size() > 1 ? " So do " + (waits.size() - 1) + " more." : "");
        return new Verdict(
                record(),
                writes,
                status(waits.isEmpty() ? GroupState.COPIED : GroupState.WAITING, reason, shown(open)));
    }

    private Verdict leftAlone(GroupState state, String reason) {
        view.source().forEach((partition, commit) -> {
            Commit there = view.destination().get(partition);
            if (there == null || there.offset() != commit.offset()) {
                show(partition, commit, there);
            }
        });
        return new Verdict(record(), Map.of(), status(state, reason, shown(open)));
    }

    /** Why the group counts as moved: a commit at the destination that Orbit did not write. */
    public static Optional<String> moved(
            Map<PartitionName, Commit> destination, Map<PartitionName, CopiedOffset> known) {
        for (Map.Entry<PartitionName, Commit> entry : new TreeMap<>(destination).entrySet()) {
            CopiedOffset offset = known.get(entry.getKey());
            Commit there = entry.getValue();
            if (offset == null || !there.isOf(offset)) {
                return Optional.of("Its commit " + there.offset() + " on " + entry.getKey()
                        + " at the destination is not the one Orbit wrote there last: the group has moved. To have"
                        + " Orbit copy it again, delete the group at the destination.");
            }
        }
        return Optional.empty();
    }

    private void copy(PartitionName partition, Commit commit) {
        Commit there = view.destination().get(partition);
        Optional<Positions> found = positions.apply(partition);
        if (found.isEmpty()) {
            await(partition, commit, there, "no agent leads the partition, or not yet");
            return;
        }
        Positions position = found.get();
        if (isFormer(partition, position)) {
            waits.add("Waits until what Orbit wrote on the topic that was " + partition.topic()
                    + " before is deleted on " + partition + ".");
            show(partition, commit, there);
            return;
        }
        if (position.hasDiverged()) {
            waits.add("Waits until " + partition + " is mirrored again: it has diverged from its source, where offset "
                    + commit.offset() + " may be another record. To mirror it anew: orbit resync --topic "
                    + partition.topic() + ".");
            show(partition, commit, there);
            return;
        }
        Commit wanted = commit.at(Math.max(commit.offset(), position.logStartOffset()));
        if (wanted.offset() > position.highWatermark()) {
            await(partition, commit, there, "the mirror holds up to " + position.highWatermark());
            return;
        }
        Written before = there == null ? null : there.toWritten();
        if (wanted.toWritten().equals(before)) {
            offsets.put(partition, offset(partition, before, null, position));
            return;
        }
        Commit write = underWay(partition, before, wanted, position).orElse(wanted);
        offsets.put(partition, offset(partition, before, write.toWritten(), position));
        writes.put(partition, write);
        show(partition, commit, there);
    }

    /**
     * An intent that did not land may still be on its way, and would not be recognised any more after another: it is
     * written before anything newer is.
     */
    private Optional<Commit> underWay(
            PartitionName partition, @Nullable Written before, Commit wanted, Positions position) {
        CopiedOffset offset = offsets.get(partition);
        Written intended = offset == null ? null : offset.intended();
        if (offset == null || intended == null || intended.equals(before) || !position.holds(intended.offset())) {
            return Optional.empty();
        }
        Commit again = wanted.at(intended.offset());
        return again.is(intended) ? Optional.of(again) : Optional.empty();
    }

    private boolean isFormer(PartitionName partition, Positions position) {
        CopiedOffset offset = offsets.get(partition);
        return offset != null && offset.topicId() != null && !offset.topicId().equals(position.topicId());
    }

    private static CopiedOffset offset(
            PartitionName partition, @Nullable Written written, @Nullable Written intended, Positions position) {
        return new CopiedOffset(partition.topic(), partition.partition(), written, intended, position.topicId());
    }

    private void await(PartitionName partition, Commit commit, @Nullable Commit there, String why) {
        waits.add("Waits for offset " + commit.offset() + " of " + partition + " to be mirrored (" + why + ").");
        show(partition, commit, there);
    }

    private void show(PartitionName partition, Commit commit, @Nullable Commit there) {
        open.add(new Snapshot.GroupPartition(
                partition.topic(), partition.partition(), commit.offset(), there == null ? null : there.offset()));
    }

    private static List<Snapshot.GroupPartition> shown(List<Snapshot.GroupPartition> all) {
        return all.subList(0, Math.min(all.size(), Snapshot.GROUP_PARTITIONS_MAX));
    }

    private @Nullable CopiedGroup record() {
        return offsets.isEmpty()
                ? null
                : new CopiedGroup(link, view.sourceGroup(), view.group(), List.copyOf(offsets.values()));
    }

    private Snapshot.Group status(GroupState state, @Nullable String reason, List<Snapshot.GroupPartition> partitions) {
        return new Snapshot.Group(
                link,
                view.sourceGroup(),
                view.group(),
                state,
                reason,
                view.source().size(),
                partitions);
    }
}
