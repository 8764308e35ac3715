// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.orbit.agent.proof.PartitionProof;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a mirror topic stands on its way from the source to the destination. Each state holds what is known in it alone,
 * and offers only the ways out of it that exist:
 *
 * <pre>
 * REJECT -- enabled --&gt; PROXY -- initiated --&gt; CATCHING_UP -- nearly caught up --&gt; CLOSING
 *        &lt;-- disabled --
 * CLOSING -- every agent's gate closed --&gt; DRAINING -- drained --&gt; STOPPING -- mirrors stopped, ends equal --&gt; COMPLETE
 * CLOSING -- every agent's gate closed, and drained already --&gt; STOPPING
 * DRAINING, STOPPING -- the source's end moved --&gt; DRAINING
 * STOPPING -- a mirror has not heard the source's leader of now --&gt; DRAINING
 * CATCHING_UP, CLOSING, DRAINING, STOPPING -- aborted or timed out --&gt; PROXY
 *
 * REJECT, PROXY -- told to let go --&gt; LETTING_GO
 * LETTING_GO -- what the source has is mirrored, or took too long --&gt; LETTING_GO -- mirrors stopped --&gt; COMPLETE
 *
 * REJECT, PROXY -- failover --&gt; FAILING_OVER -- every agent's gate closed --&gt; CUTTING_OFF
 * CUTTING_OFF -- mirrors stopped --&gt; ENDING_TRANSACTIONS -- none is open --&gt; COMPLETE
 * </pre>
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "at")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Migration.Reject.class, name = "reject"),
    @JsonSubTypes.Type(value = Migration.Proxy.class, name = "proxy"),
    @JsonSubTypes.Type(value = Migration.CatchingUp.class, name = "catching_up"),
    @JsonSubTypes.Type(value = Migration.Closing.class, name = "closing"),
    @JsonSubTypes.Type(value = Migration.Draining.class, name = "draining"),
    @JsonSubTypes.Type(value = Migration.Stopping.class, name = "stopping"),
    @JsonSubTypes.Type(value = Migration.LettingGo.class, name = "letting_go"),
    @JsonSubTypes.Type(value = Migration.FailingOver.class, name = "failing_over"),
    @JsonSubTypes.Type(value = Migration.CuttingOff.class, name = "cutting_off"),
    @JsonSubTypes.Type(value = Migration.EndingTransactions.class, name = "ending_transactions"),
    @JsonSubTypes.Type(value = Migration.Complete.class, name = "complete")
})
public sealed interface Migration {

    /** The state as users know it. */
    @JsonIgnore
    MigrationState state();

    /** Produces are refused. */
    record Reject() implements Migration {
        @Override
        public MigrationState state() {
            return MigrationState.REJECT;
        }

        public Proxy toProxy() {
            return new Proxy();
        }

        public LettingGo toLettingGo(Attempt attempt) {
            return new LettingGo(attempt, false);
        }

        public FailingOver toFailingOver(Attempt attempt) {
            return new FailingOver(attempt);
        }
    }

    /** Produces are forwarded. */
    record Proxy() implements Migration {
        @Override
        public MigrationState state() {
            return MigrationState.PROXY;
        }

        public Reject toReject() {
            return new Reject();
        }

        public CatchingUp toCatchingUp(Attempt attempt) {
            return new CatchingUp(attempt);
        }

        public LettingGo toLettingGo(Attempt attempt) {
            return new LettingGo(attempt, false);
        }

        public FailingOver toFailingOver(Attempt attempt) {
            return new FailingOver(attempt);
        }
    }

    /**
     * What stays the same throughout one attempt.
     *
     * @param number counts the attempts of the topic, from 1
     * @param startedMs wall clock
     * @param deadlineMs wall clock; past it the attempt is rolled back
     * @param together the topics that flip together in attempts of the same start, this one among them; empty: it goes alone
     */
    record Attempt(int number, long startedMs, long deadlineMs, List<String> together) {
        /** Nothing is together in what an earlier version recorded. */
        @SuppressWarnings("NullAway")
        public Attempt {
            together = together == null ? List.of() : List.copyOf(together);
        }

        /** Of a topic that goes alone. */
        public Attempt(int number, long startedMs, long deadlineMs) {
            this(number, startedMs, deadlineMs, List.of());
        }

        /** Whether both are of topics that flip together. */
        public boolean isWith(Attempt other) {
            return startedMs == other.startedMs && together.equals(other.together);
        }
    }

    /** On the way to COMPLETE; user state MIGRATING. */
    sealed interface Underway extends Migration {
        Attempt attempt();

        /** Whether produces are held, and nothing more is forwarded. */
        @JsonIgnore
        boolean isGateClosed();

        /** Whether leaders stop the mirror for this attempt. */
        @JsonIgnore
        boolean isMirrorStopped();

        /** The stop that leaders carry out. */
        @JsonIgnore
        default MirrorStop stop() {
            int round = this instanceof Stopping stopping ? stopping.round() : 0;
            return isMirrorStopped() ? new MirrorStop(attempt().number(), round) : MirrorStop.NONE;
        }

        @Override
        @JsonIgnore
        default MigrationState state() {
            return MigrationState.MIGRATING;
        }
    }

    /** A cutover under way. */
    sealed interface Migrating extends Underway {
        @Override
        @JsonIgnore
        default boolean isGateClosed() {
            return !(this instanceof CatchingUp);
        }

        @Override
        @JsonIgnore
        default boolean isMirrorStopped() {
            return this instanceof Stopping;
        }

        default Proxy toProxy() {
            return new Proxy();
        }
    }

    /** The gate still forwards while the mirror closes the distance. */
    record CatchingUp(Attempt attempt) implements Migrating {
        public Closing toClosing() {
            return new Closing(attempt);
        }
    }

    /** The gate holds produces; agents wait for the outcomes of what they forwarded. */
    record Closing(Attempt attempt) implements Migrating {
        public Draining toDraining(List<Long> targets) {
            return new Draining(attempt, targets, 0);
        }

        public Stopping toStopping(List<Long> targets) {
            return new Stopping(attempt, targets, 0);
        }
    }

    /**
     * Nothing is forwarded any more; the mirror fetches up to the targets.
     *
     * @param targets per partition, the source's end; at least every offset it acknowledged
     * @param moved how often the source's end moved on: somebody writes past the proxy
     * @param unheard how often, beside that, a mirror that had stopped had not heard the source's leader of then; null: never
     */
    record Draining(
            Attempt attempt,
            List<Long> targets,
            int moved,
            @Nullable Integer unheard) implements Migrating {
        public Draining {
            targets = List.copyOf(targets);
        }

        /** Every mirror that stopped had heard the source's leader. */
        public Draining(Attempt attempt, List<Long> targets, int moved) {
            this(attempt, targets, moved, null);
        }

        public Draining toDraining(List<Long> movedTargets) {
            return new Draining(attempt, movedTargets, moved + 1, unheard);
        }

        public Stopping toStopping() {
            return new Stopping(attempt, targets, moved, unheard);
        }
    }

    /** The destination holds all up to the targets; leaders stop their mirrors, flush, and say so. */
    record Stopping(
            Attempt attempt,
            List<Long> targets,
            int moved,
            @Nullable Integer unheard) implements Migrating {
        public Stopping {
            targets = List.copyOf(targets);
        }

        /** Every mirror that stopped before had heard the source's leader. */
        public Stopping(Attempt attempt, List<Long> targets, int moved) {
            this(attempt, targets, moved, null);
        }

        /** How often mirrors were stopped in this attempt before, and ran again. */
        int round() {
            return moved + (unheard == null ? 0 : unheard);
        }

        public Draining toDraining(List<Long> movedTargets) {
            return new Draining(attempt, movedTargets, moved + 1, unheard);
        }

        /** Mirrors run again, until each has heard the source's leader. */
        public Draining toDrainingUntilHeard() {
            return new Draining(attempt, targets, moved, unheard == null ? 1 : unheard + 1);
        }

        public Complete toComplete(long nowMs, List<Integer> leaderEpochs, List<@Nullable PartitionProof> proofs) {
            return new Complete(targets, nowMs, leaderEpochs, null, proofs);
        }
    }

    /**
     * Orbit lets go of the topic as it is: the gate closes, and what was forwarded gets its outcome; then the mirror
     * stops.
     *
     * @param attempt counts among the topic's migration attempts; until its deadline the mirror may go on to what the
     *     source has, which holds all that was acknowledged through the gate
     * @param stopping whether leaders stop the mirror
     */
    record LettingGo(Attempt attempt, boolean stopping) implements Underway {
        @Override
        @JsonIgnore
        public boolean isGateClosed() {
            return true;
        }

        @Override
        @JsonIgnore
        public boolean isMirrorStopped() {
            return stopping;
        }

        public LettingGo toStopping() {
            return new LettingGo(attempt, true);
        }

        public Complete toComplete(
                List<Long> ends, long nowMs, List<Integer> leaderEpochs, List<@Nullable PartitionProof> proofs) {
            return new Complete(ends, nowMs, leaderEpochs, null, proofs);
        }
    }

    /** A failover under way: the topic is opened as it is, and its source, which may be gone, is left behind. */
    sealed interface Failover extends Underway {
        @Override
        @JsonIgnore
        default boolean isGateClosed() {
            return true;
        }

        @Override
        @JsonIgnore
        default boolean isMirrorStopped() {
            return !(this instanceof FailingOver);
        }
    }

    /**
     * The gate closes, and what was forwarded gets its outcome.
     *
     * @param attempt counts among the topic's migration attempts; until its deadline the mirror may go on to what producers
     *     were told is kept
     */
    record FailingOver(Attempt attempt) implements Failover {
        public CuttingOff toCuttingOff(List<LastSeen> seen) {
            return new CuttingOff(attempt, seen);
        }
    }

    /**
     * Leaders stop their mirrors, flush, and say so.
     *
     * @param seen per partition, what was known of the source last
     */
    record CuttingOff(Attempt attempt, List<LastSeen> seen) implements Failover {
        public CuttingOff {
            seen = List.copyOf(seen);
        }

        public EndingTransactions toEndingTransactions(List<Long> ends) {
            return new EndingTransactions(attempt, seen, ends);
        }
    }

    /**
     * Leaders end, as aborted, the transactions that the mirror holds open: no source will.
     *
     * @param seen per partition, what was known of the source last
     * @param ends per partition, where the mirror ended
     */
    record EndingTransactions(Attempt attempt, List<LastSeen> seen, List<Long> ends) implements Failover {
        public EndingTransactions {
            seen = List.copyOf(seen);
            ends = List.copyOf(ends);
        }

        public Complete toComplete(
                List<Long> finalOffsets,
                long nowMs,
                List<Integer> leaderEpochs,
                Snapshot.Failover report,
                List<@Nullable PartitionProof> proofs) {
            return new Complete(finalOffsets, nowMs, leaderEpochs, report, proofs);
        }
    }

    /**
     * Orbit has let go.
     *
     * @param finalOffsets per partition, the end that source and destination shared; of a topic that was let go as it
     *     was, or failed over, the destination's
     * @param completedMs wall clock
     * @param leaderEpochs per partition, under which its leader stopped the mirror: one of an earlier epoch opens nothing;
     *     empty in what an earlier version recorded
     * @param failover what was left behind; null: the topic did not get here by a failover
     * @param proofs per partition, what its log is known by; null where nothing is; empty where none is
     */
    record Complete(
            List<Long> finalOffsets,
            long completedMs,
            List<Integer> leaderEpochs,
            Snapshot.@Nullable Failover failover,
            List<@Nullable PartitionProof> proofs)
            implements Migration {
        /** Nothing is known of leaders and logs in what an earlier version recorded. */
        @SuppressWarnings("NullAway")
        public Complete {
            finalOffsets = List.copyOf(finalOffsets);
            leaderEpochs = leaderEpochs == null ? List.of() : List.copyOf(leaderEpochs);
            boolean isProven = proofs != null && proofs.stream().anyMatch(Objects::nonNull);
            proofs = isProven ? Collections.unmodifiableList(new ArrayList<>(proofs)) : List.of();
        }

        /** Not by a failover, and nothing is proven. */
        public Complete(List<Long> finalOffsets, long completedMs, List<Integer> leaderEpochs) {
            this(finalOffsets, completedMs, leaderEpochs, null, List.of());
        }

        /** What a partition's log is known by; empty: nothing is. */
        public Optional<PartitionProof> proof(int partition) {
            return partition < proofs.size() ? Optional.ofNullable(proofs.get(partition)) : Optional.empty();
        }

        /** With nothing known of leaders. */
        public Complete(List<Long> finalOffsets, long completedMs) {
            this(finalOffsets, completedMs, List.of());
        }

        @Override
        public MigrationState state() {
            return MigrationState.COMPLETE;
        }
    }
}
