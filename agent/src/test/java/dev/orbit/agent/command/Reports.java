// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.command;

import dev.orbit.agent.command.Command.Finding;
import dev.orbit.agent.command.Command.GateClosed;
import dev.orbit.agent.command.Command.Heartbeat;
import dev.orbit.agent.command.Command.LinkReport;
import dev.orbit.agent.command.Command.PartitionReport;
import dev.orbit.agent.command.Command.StraysReport;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What agents tell the coordinator, without what few tests look at. */
public final class Reports {

    private Reports() {}

    /** Of an agent that saw no writes past the proxy, holds no strays, and denied nobody. */
    public static Heartbeat heartbeat(
            int agent,
            String incarnation,
            long appliedOffset,
            boolean full,
            Map<String, LinkReport> links,
            List<GateClosed> closed,
            List<PartitionReport> partitions) {
        return new Heartbeat(
                agent, incarnation, appliedOffset, full, links, closed, partitions, List.of(), List.of(), List.of(), 0);
    }

    /** Of agent 1, which has nothing to tell but what it did with strays. */
    public static Heartbeat strays(String incarnation, long appliedOffset, List<StraysReport> strays) {
        return new Heartbeat(
                1, incarnation, appliedOffset, false, Map.of(), List.of(), List.of(), List.of(), strays, List.of(), 0);
    }

    /** Of a mirror that was not stopped before, where nobody has to know when the source was heard. */
    public static PartitionReport partition(
            String topic,
            String topicId,
            int partition,
            int leaderEpoch,
            long sourceEndOffset,
            long logStartOffset,
            long lastStableOffset,
            long highWatermark,
            long logEndOffset,
            @Nullable Long timeLagMs,
            int stoppedAttempt,
            @Nullable String error,
            @Nullable Finding finding,
            @Nullable Long heldAsOfMs) {
        return new PartitionReport(
                topic,
                topicId,
                partition,
                leaderEpoch,
                sourceEndOffset,
                logStartOffset,
                lastStableOffset,
                highWatermark,
                logEndOffset,
                timeLagMs,
                stoppedAttempt,
                0,
                error,
                false,
                null,
                finding,
                heldAsOfMs,
                null,
                null);
    }
}
