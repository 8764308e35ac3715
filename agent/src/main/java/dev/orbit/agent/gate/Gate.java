// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.gate;

import dev.orbit.agent.broker.request.InternalTopics;
import dev.orbit.agent.broker.request.ProduceGate;
import dev.orbit.agent.broker.state.StateTopic;
import dev.orbit.agent.command.Command.GateClosed;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateDelta;
import dev.orbit.agent.state.StateHolder;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.StrayWrites;
import dev.orbit.schemas.TopicMatching;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The gate of this agent. What the state records about a topic decides:
 *
 * <table>
 * <tr><td>not known yet whether it is a mirror, or still one<td>held until that is known
 * <tr><td>no mirror, or COMPLETE<td>Kafka
 * <tr><td>REJECT, or a transactional produce<td>refused
 * <tr><td>PROXY, and MIGRATING while catching up<td>forwarded
 * <tr><td>MIGRATING from closing on, while Orbit lets go, and while it fails over<td>held
 * </table>
 */
public final class Gate implements ProduceGate, AutoCloseable {

    private final StateHolder state;
    private final Environment environment;
    private final Waiting waiting;
    private final Verification verification;
    private final Completed completed;
    private final Map<String, TopicGate> gates = new ConcurrentHashMap<>();
    private final Map<String, Migration> seen = new ConcurrentHashMap<>();
    /** Ids of the destination topics, by their names. */
    private final Map<String, String> topicIds = new ConcurrentHashMap<>();

    /** Before, what the state says may be over: it is read piece by piece, and another piece may say otherwise. */
    private volatile boolean isStateRead;

    /** What the gate needs of the rest of the agent. */
    public interface Environment {

        /** Whether this agent holds a lease now. */
        boolean holdsLease();

        /** Whether the lease that this agent holds now still holds, whenever that is asked; another one does not count. */
        BooleanSupplier lease();

        /** The destination topic's id; zero where there is no such topic. */
        Uuid topicId(String topic);

        /** There is something new for the coordinator. */
        void wakeLease();

        /** Takes produces of a topic to its source; null while that is not possible. */
        @Nullable
        Forwarder forwarder(MirrorTopic topic, Outcomes outcomes);

        /** What is on its way to the topic's source is to have an outcome now: the source may be gone. */
        void giveUpForwards(MirrorTopic topic);

        /** Whether this broker takes itself for the partition's leader under an epoch before this one. */
        boolean leadsBefore(TopicIdPartition partition, int leaderEpoch);

        /** Whether this broker's log of the partition reaches the end that source and destination shared at COMPLETE. */
        boolean reaches(TopicIdPartition partition, long finalOffset);
    }

    /** What became of a forwarded produce. */
    public interface Outcomes {
        /** The source holds records of the partition up to this end. */
        void acknowledged(int partition, long endOffset);

        /** The produce has an outcome, and the client has its answer. */
        void done();

        /** Whether the client may be told what the source said: not after a cutover that may not have waited for it. */
        boolean isToBeTold();

        /** Whether nobody waits for what the source says: the topic fails over. */
        boolean isGivenUp();
    }

    public Gate(StateHolder state, Environment environment, long heldBytesMax) {
        this.state = state;
        this.environment = environment;
        this.waiting = new Waiting(heldBytesMax);
        this.completed = new Completed(environment);
        this.verification = new Verification(environment::wakeLease, waiting::resume);
        state.listen(this::follow);
    }

    /** All that was decided before this moment has been read here. */
    public void confirmed(long nanos) {
        boolean isFirst = !isStateRead;
        isStateRead = true;
        verification.confirmed(nanos);
        if (isFirst) {
            waiting.resumeAll();
        }
    }

    /**
     * Opens and closes gates as the state has it, and wakes what waited for that. On the tail's thread. A gate that was
     * closed stays so when the topic is COMPLETE: a request handler that paused since it saw PROXY must not get through
     * to the source any more.
     */
    private void follow(StateDelta delta) {
        delta.names(StateRecord.Kind.TOPIC)
                .distinct()
                .forEach(name -> forgetFormer(name, delta.image().topics().get(name)));
        delta.names(StateRecord.Kind.TOPIC)
                .distinct()
                .map(delta.image().topics()::get)
                .filter(Objects::nonNull)
                .filter(topic -> !topic.migration().equals(seen.put(topic.topic(), topic.migration())))
                .forEach(this::follow);
    }

    private void follow(MirrorTopic topic) {
        Migration migration = topic.migration();
        TopicGate gate = gate(topic.topic());
        if (migration instanceof Migration.Complete) {
            gate.close(TopicGate.FOR_EVER);
        } else if (migration instanceof Migration.Underway underway && underway.isGateClosed()) {
            gate.close(underway.attempt().number());
        } else {
            gate.open();
        }
        if (migration instanceof Migration.Failover) {
            gate.giveUp();
            environment.giveUpForwards(topic);
        }
        if (!isClosed(migration)) {
            if (isStateRead) {
                waiting.resume(topic.topic());
            }
            gate.pause().end(System.nanoTime());
        } else if (environment.holdsLease()) {
            // an agent that starts reads of cutovers that were long before
            gate.pause().begin(System.nanoTime());
        }
    }

    /** How long this agent kept the topic's producers waiting in its latest cutover; NaN if there was none. */
    public double pauseSeconds(String topic) {
        TopicGate gate = gates.get(topic);
        return gate == null ? Double.NaN : gate.pause().seconds(System.nanoTime());
    }

    /** Bytes of the produces that wait. */
    public long heldBytes() {
        return waiting.bytes();
    }

    /** What a source acknowledged before its topic was made anew, or lost records, is no end to wait for. */
    private void forgetFormer(String name, @Nullable MirrorTopic topic) {
        String topicId = topic == null ? null : topic.topicId();
        String before = topicIds.get(name);
        if (before != null && !before.equals(topicId)) {
            topicIds.remove(name);
            gate(name).forget();
        }
        if (topicId != null) {
            topicIds.put(name, topicId);
        }
    }

    private static boolean isClosed(Migration migration) {
        return migration instanceof Migration.Underway underway && underway.isGateClosed();
    }

    private TopicGate gate(String topic) {
        return gates.computeIfAbsent(topic, name -> new TopicGate(environment::wakeLease));
    }

    @Override
    public Route route(TopicIdPartition partition, boolean transactional) {
        String name = partition.topic();
        StateImage image = state.image();
        MirrorTopic topic = image.topics().get(name);
        if (mayBeOver(name, topic)) {
            return held(partition, "this agent has not read yet whether topic " + name + " is still a mirror topic");
        }
        if (isForStrays(name)) {
            return new Route.Refused(Errors.POLICY_VIOLATION, Refusals.strays(name));
        }
        if (topic == null || isOfAnother(topic, partition.topicId())) {
            return isOpen(partition)
                    ? new Route.Local()
                    : held(partition, "it is not known yet whether " + name + " is a mirror topic");
        }
        Migration migration = topic.migration();
        if (migration instanceof Migration.Complete complete) {
            return completed.route(partition, complete);
        }
        if (transactional) {
            return new Route.Refused(Errors.POLICY_VIOLATION, Refusals.transactional(topic));
        }
        if (migration instanceof Migration.Reject) {
            return new Route.Refused(Errors.POLICY_VIOLATION, Refusals.rejected(image, topic));
        }
        if (isForwarded(topic)) {
            return forwarded(topic, partition);
        }
        return held(partition, cuttingOver(name));
    }

    /** Whether Orbit copies strays into the topic: they have the offsets there that they have at the source. */
    private boolean isForStrays(String name) {
        if (!name.endsWith(TopicMatching.STRAYS_SUFFIX)) {
            return false;
        }
        String topic = name.substring(0, name.length() - TopicMatching.STRAYS_SUFFIX.length());
        StrayWrites strays = state.image().strays().get(topic);
        return strays != null && strays.isWatched();
    }

    private boolean isOpen(TopicIdPartition partition) {
        return isOpen(partition.topicId(), partition.topic());
    }

    private boolean isOpen(Uuid topicId, String name) {
        return InternalTopics.contains(name) || verification.isVerified(topicId, name);
    }

    /** Whether what is recorded of a name may have been over for long. Of a topic id, COMPLETE is for good. */
    private boolean mayBeOver(String name, @Nullable MirrorTopic topic) {
        if (isStateRead) {
            return false;
        }
        return topic == null
                ? isForStrays(name)
                : !(topic.migration() instanceof Migration.Complete) || topic.topicId() == null;
    }

    /** Whether the migrated topic was deleted since: this one is its maker's, or, if that was recorded, a new mirror. */
    private static boolean isOfAnother(MirrorTopic topic, Uuid topicId) {
        String migratedId = topic.topicId();
        return topic.migration() instanceof Migration.Complete
                && migratedId != null
                && !migratedId.equals(topicId.toString());
    }

    private static String cuttingOver(String topic) {
        return "topic " + topic + " is being cut over";
    }

    private static boolean isForwarded(MirrorTopic topic) {
        return topic.migration() instanceof Migration.Proxy || topic.migration() instanceof Migration.CatchingUp;
    }

    /**
     * Whether a produce that saw the topic may still be forwarded when its gate let it in. The lease may be given for a state
     * that this agent has read and the gate has yet to follow.
     */
    private static boolean isForwarded(MirrorTopic seen, @Nullable MirrorTopic now) {
        return now != null && isForwarded(now) && Objects.equals(now.topicId(), seen.topicId());
    }

    private Route forwarded(MirrorTopic topic, TopicIdPartition partition) {
        TopicGate gate = gate(topic.topic());
        // before it is counted: under a later lease the gates may have closed without it
        BooleanSupplier lease = environment.lease();
        if (!gate.enter()) {
            return held(partition, cuttingOver(topic.topic()));
        }
        boolean isForwarded = false;
        try {
            if (!isForwarded(topic, state.image().topics().get(topic.topic()))) {
                return held(partition, cuttingOver(topic.topic()));
            }
            Route route = entered(topic, new GateOutcomes(gate, lease));
            isForwarded = route instanceof Route.Forwarded;
            return route;
        } finally {
            // also when something failed: else a gate that closes would wait for it for ever
            if (!isForwarded) {
                gate.leave();
            }
        }
    }

    private Route entered(MirrorTopic topic, Outcomes outcomes) {
        boolean holdsLease = outcomes.isToBeTold();
        Forwarder forwarder = holdsLease ? environment.forwarder(topic, outcomes) : null;
        if (forwarder != null) {
            return new Route.Forwarded(forwarder);
        }
        return new Route.Refused(
                Errors.NOT_ENOUGH_REPLICAS,
                holdsLease
                        ? "the source of topic " + topic.topic() + " cannot be reached from here"
                        : "this agent's lease ran out, or it has none yet");
    }

    /** What waited for may have come while the produce was on its way to the waiting room: so it looks once more. */
    private Route held(TopicIdPartition partition, String why) {
        return new Route.Held((produced, resumed) -> {
            waiting.await(produced, why, resumed);
            if (!mustWait(partition)) {
                waiting.resume(partition.topic());
            }
        });
    }

    private boolean mustWait(TopicIdPartition partition) {
        MirrorTopic topic = state.image().topics().get(partition.topic());
        if (mayBeOver(partition.topic(), topic)) {
            return true;
        }
        if (topic == null || isOfAnother(topic, partition.topicId())) {
            return !isOpen(partition);
        }
        // the state may say so already, and the gate follow in a moment: it resumes what waits then
        boolean opening = gate(partition.topic()).isClosed() && !(topic.migration() instanceof Migration.Complete);
        return opening || isClosed(topic.migration());
    }

    @Override
    public Admission admission(String name) {
        // its offsets are the coordinator's: a marker there would keep it from ever writing again
        if (name.equals(StateTopic.NAME)) {
            return Admission.MIRROR;
        }
        Uuid topicId = environment.topicId(name);
        MirrorTopic topic = state.image().topics().get(name);
        if (mayBeOver(name, topic)) {
            return Admission.UNKNOWN;
        }
        if (isForStrays(name)) {
            return Admission.MIRROR;
        }
        if (topic == null || isOfAnother(topic, topicId)) {
            return isOpen(topicId, name) ? Admission.OPEN : Admission.UNKNOWN;
        }
        return topic.migration() instanceof Migration.Complete ? Admission.OPEN : Admission.MIRROR;
    }

    @Override
    public String refusesTransactions(String name) {
        MirrorTopic topic = state.image().topics().get(name);
        if (topic != null) {
            return Refusals.transactional(topic);
        }
        return isForStrays(name) ? Refusals.strays(name) : Refusals.notForClients(name);
    }

    @Override
    public boolean mayAutoCreate(String name) {
        StateImage image = state.image();
        return environment.holdsLease()
                && !name.equals(StateTopic.NAME)
                && !isForStrays(name)
                && !image.topics().containsKey(name)
                && image.mappings().values().stream()
                        .noneMatch(mapping -> TopicMatching.couldProduce(mapping.spec(), name));
    }

    /** The gates that are shut for an attempt and have nothing in flight. */
    public List<GateClosed> closedGates() {
        return state.image().topics().values().stream()
                .filter(topic -> isClosed(topic.migration()))
                .map(topic -> closedGate(topic.topic()))
                .filter(Objects::nonNull)
                .toList();
    }

    private @Nullable GateClosed closedGate(String topic) {
        TopicGate gate = gates.get(topic);
        return gate == null
                ? null
                : gate.quietForAttempt()
                        .map(attempt -> new GateClosed(topic, attempt, gate.acknowledgedEnds()))
                        .orElse(null);
    }

    @Override
    public void close() {
        waiting.close();
    }
}
