// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.command;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.orbit.agent.proof.PartitionProof;
import dev.orbit.agent.state.SourceEpochs;
import dev.orbit.schemas.Snapshot.LostRange;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an agent asks of the coordinator, over the inter-broker listener. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "command")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Command.Register.class, name = "register"),
    @JsonSubTypes.Type(value = Command.Heartbeat.class, name = "heartbeat"),
    @JsonSubTypes.Type(value = Command.ApiCall.class, name = "api_call")
})
public sealed interface Command {

    /** Asks to be counted among the agents; a lease needs it. */
    record Register(int agent, String incarnation) implements Command {}

    /**
     * Renews the lease, and says how far the agent is. Levels, not events: a lost or repeated heartbeat changes nothing, and
     * one that comes after a later one is not believed.
     *
     * @param appliedOffset end of the state the agent acts on
     * @param full whether {@code partitions} lists every partition the agent leads, or just what changed since the last
     *     answered heartbeat
     * @param links by name
     * @param closed topics for which the agent's gate holds produces and nothing it forwarded is without an outcome
     * @param partitions mirror partitions the agent leads
     * @param writes the topics that somebody wrote to past the proxy, as far as this agent saw
     * @param strays partitions for strays the agent leads
     * @param denials what ACLs in shadow would refuse at this agent
     * @param number grows from one heartbeat of a registration to the next; 0: an agent of an earlier version does not count
     */
    record Heartbeat(
            int agent,
            String incarnation,
            long appliedOffset,
            boolean full,
            Map<String, LinkReport> links,
            List<GateClosed> closed,
            List<PartitionReport> partitions,
            List<WritesReport> writes,
            List<StraysReport> strays,
            List<DenialReport> denials,
            long number)
            implements Command {

        /** An agent of an earlier version does not tell of writes and denials. */
        @SuppressWarnings("NullAway")
        public Heartbeat {
            writes = writes == null ? List.of() : List.copyOf(writes);
            strays = strays == null ? List.of() : List.copyOf(strays);
            denials = denials == null ? List.of() : List.copyOf(denials);
        }

        /** The same, counted. */
        public Heartbeat withNumber(long counted) {
            return new Heartbeat(
                    agent,
                    incarnation,
                    appliedOffset,
                    full,
                    links,
                    closed,
                    partitions,
                    writes,
                    strays,
                    denials,
                    counted);
        }
    }

    /**
     * A call of the HTTP API that reached an agent that does not coordinate.
     *
     * @param query what stands behind the path, encoded; null: nothing
     */
    record ApiCall(
            String method,
            String path,
            String body,
            @Nullable String query) implements Command {}

    /**
     * How an agent fares with a source.
     *
     * @param error null while the source answers
     */
    record LinkReport(@Nullable String error) {}

    /**
     * A closed gate.
     *
     * @param attempt of the topic's migration
     * @param acknowledgedEnds per partition, the offset after the highest one that the source acknowledged to this agent
     */
    record GateClosed(String topic, int attempt, Map<Integer, Long> acknowledgedEnds) {}

    /**
     * What was written to the source of a proxied topic, in the partitions this agent leads, since its process started. The
     * numbers of one process only grow.
     *
     * @param topicId of the destination topic
     * @param process another one after each start of the agent
     * @param unproxied records that nobody forwarded
     * @param proxied records that were forwarded, as far as the mirror saw them
     */
    record WritesReport(String topic, String topicId, String process, long unproxied, long proxied) {}

    /**
     * A partition for the strays of a topic, on its leader.
     *
     * @param topic that the strays are of
     * @param topicId of the topic for strays
     * @param copied records that it holds
     * @param recognised records that are in the topic itself
     * @param lost offsets that the source deleted before they were copied
     * @param lostTo end of the last of those; the leader goes on once it is recorded
     * @param error why nothing is copied; null while nothing stands against it
     */
    record StraysReport(
            String topic,
            String topicId,
            int partition,
            int leaderEpoch,
            long copied,
            long recognised,
            long lost,
            long lostTo,
            @Nullable String error) {}

    /**
     * What a principal asked an agent for in spite of ACLs that are not enforced.
     *
     * @param principal as ACLs name it, with its type
     * @param operation as Kafka's tools print it
     * @param resourceType as Kafka's tools print it
     * @param resource its name; * where one of the type would have been enough
     * @param requests how often, since the agent started
     * @param sinceMs wall clock
     * @param lastMs wall clock
     */
    record DenialReport(
            String principal,
            String operation,
            String resourceType,
            String resource,
            long requests,
            long sinceMs,
            long lastMs) {

        /** The same where it is about the same; in the order people look for it. */
        public String about() {
            return String.join(" ", resourceType, resource, principal, operation);
        }

        /** What two agents tell of the same. */
        public DenialReport plus(DenialReport other) {
            return new DenialReport(
                    principal,
                    operation,
                    resourceType,
                    resource,
                    requests + other.requests,
                    Math.min(sinceMs, other.sinceMs),
                    Math.max(lastMs, other.lastMs));
        }
    }

    /**
     * A mirror partition on its leader.
     *
     * @param topicId of the destination topic: a topic made anew has another
     * @param sourceEndOffset the source's high watermark when it last answered; -1 while it has not
     * @param timeLagMs null while unknown
     * @param stoppedAttempt the attempt for which the mirror is stopped and the log flushed; 0: it is not
     * @param stoppedRound how often it was stopped in that attempt before, and ran again
     * @param error why it does not mirror; null while it does
     * @param isDisputed whether the source parts from the mirror, and it is not found out yet whether it lost anything
     * @param heardLeaderEpoch of the source's leader that answered a fetch last, without parting from the mirror; negative: of
     *     none that tells its epoch; null: an agent of an earlier version does not say
     * @param finding what it waits to see recorded; null while it does not
     * @param heldAsOfMs wall clock, to a step: it held all that the source had then; null where nobody has to know
     * @param sourceHeardMs wall clock: the source's end was known then; null where nobody has to know, or nobody knows
     * @param proof of the log up to its end; null until the mirror is stopped
     */
    record PartitionReport(
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
            int stoppedRound,
            @Nullable String error,
            boolean isDisputed,
            @Nullable Integer heardLeaderEpoch,
            @Nullable Finding finding,
            @Nullable Long heldAsOfMs,
            @Nullable Long sourceHeardMs,
            @Nullable PartitionProof proof) {

        /** The same, with when the source was heard. */
        public PartitionReport withSourceHeard(long nowMs) {
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
                    stoppedRound,
                    error,
                    isDisputed,
                    heardLeaderEpoch,
                    finding,
                    heldAsOfMs,
                    nowMs,
                    proof);
        }
    }

    /** What a leader found out about the source's log, and does not go on without seeing recorded. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "finding")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Finding.Lost.class, name = "lost"),
        @JsonSubTypes.Type(value = Finding.Diverged.class, name = "diverged"),
        @JsonSubTypes.Type(value = Finding.Stale.class, name = "stale"),
        @JsonSubTypes.Type(value = Finding.Epochs.class, name = "epochs")
    })
    sealed interface Finding {

        /** The source deleted this before it was mirrored. */
        record Lost(LostRange range) implements Finding {}

        /** The source does not hold any more what the mirror has. */
        record Diverged(String reason) implements Finding {}

        /** What the source has taken back since may still be in the mirror. */
        record Stale(String reason) implements Finding {}

        /** The next record has another epoch. */
        record Epochs(SourceEpochs epochs) implements Finding {}
    }
}
