// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.gate;

import dev.orbit.agent.broker.InternalTopics;
import dev.orbit.agent.broker.ProduceGate;
import dev.orbit.agent.broker.StateTopic;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gate of this agent. What the state records about a topic decides:
 *
 * <table>
 * <tr><td>not known yet whether it is a mirror<td>held until that is known
 * <tr><td>no mirror, or COMPLETE<td>Kafka
 * <tr><td>REJECT, or a transactional produce<td>refused
 * <tr><td>PROXY, and MIGRATING while catching up<td>forwarded
 * <tr><td>MIGRATING from closing on, while Orbit lets go, and while it fails over<td>held
 * </table>
 */
public final class Gate implements ProduceGate, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    private final StateHolder state;
    private final Environment environment;
    private final Waiting waiting;
    private final Verification verification;
    private final Map<String, TopicGate> gates = new ConcurrentHashMap<>();
    private final Map<String, Migration> seen = new ConcurrentHashMap<>();
    /** COMPLETE partitions whose log was found too short: told once. */
    private final Set<TopicIdPartition> lacking = ConcurrentHashMap.newKeySet();

    /** Ids of the destination topics, by their names. */
    private final Map<String, String> topicIds = new ConcurrentHashMap<>();

    /** What the gate needs of the rest of the agent. */
    public interface Environment {

        /** Whether this agent holds a lease now. */
        boolean holdsLease();

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

        /** Whether nobody waits for what the source says: the topic fails over. */
        boolean isGivenUp();
    }

    public Gate(StateHolder state, Environment environment, long heldBytesMax) {
        this.state = state;
        this.environment = environment;
        this.waiting = new Waiting(heldBytesMax);
        this.verification = new Verification(environment::wakeLease, waiting::resume);
        state.listen(this::follow);
    }

    /** All that was decided before this moment has been read here. */
    public void confirmed(long nanos) {
        verification.confirmed(nanos);
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
            waiting.resume(topic.topic());
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
        MirrorTopic topic = state.image().topics().get(name);
        if (isForStrays(name)) {
            return new Route.Refused(Errors.POLICY_VIOLATION, Refusals.strays(name));
        }
        if (topic == null) {
            return isOpen(partition)
                    ? new Route.Local()
                    : held(partition, "it is not known yet whether " + name + " is a mirror topic");
        }
        Migration migration = topic.migration();
        if (migration instanceof Migration.Complete complete) {
            return complete(topic, partition, complete);
        }
        if (transactional) {
            return new Route.Refused(Errors.POLICY_VIOLATION, Refusals.transactional(topic));
        }
        if (migration instanceof Migration.Reject) {
            return new Route.Refused(Errors.POLICY_VIOLATION, Refusals.rejected(topic));
        }
        if (migration instanceof Migration.Proxy || migration instanceof Migration.CatchingUp) {
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
        return InternalTopics.contains(partition.topic())
                || verification.isVerified(partition.topicId(), partition.topic());
    }

    private Route complete(MirrorTopic topic, TopicIdPartition partition, Migration.Complete complete) {
        String migratedId = topic.topicId();
        if (migratedId != null && !migratedId.equals(partition.topicId().toString())) {
            // the migrated one was deleted since; this one is its maker's, and what was migrated says nothing of it
            return new Route.Local();
        }
        int number = partition.partition();
        // it slept through the cutover, and Kafka has not told it yet that another leads: acks 1 would be acknowledged
        // and lost
        boolean isOvertaken = number < complete.leaderEpochs().size()
                && environment.leadsBefore(partition, complete.leaderEpochs().get(number));
        if (isOvertaken) {
            return new Route.Refused(
                    Errors.NOT_LEADER_OR_FOLLOWER,
                    "another broker leads " + partition.topicPartition() + " since its migration was completed");
        }
        boolean migrated = number < complete.finalOffsets().size();
        if (!migrated || environment.reaches(partition, complete.finalOffsets().get(number))) {
            return new Route.Local();
        }
        String lacks = "the log of " + partition.topicPartition() + " ends before offset "
                + complete.finalOffsets().get(number)
                + ", where its migration was completed: records are missing here";
        if (lacking.add(partition)) {
            LOG.error(
                    "{}. Let a broker lead whose log has them, or restore this one's disk;"
                            + " orbit verify --proof-only names what is missing.",
                    lacks);
        }
        return new Route.Refused(Errors.KAFKA_STORAGE_ERROR, lacks);
    }

    private static String cuttingOver(String topic) {
        return "topic " + topic + " is being cut over";
    }

    private Route forwarded(MirrorTopic topic, TopicIdPartition partition) {
        TopicGate gate = gate(topic.topic());
        if (!gate.enter()) {
            return held(partition, cuttingOver(topic.topic()));
        }
        boolean isForwarded = false;
        try {
            Route route = entered(topic, new Recorded(gate));
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
        boolean holdsLease = environment.holdsLease();
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

    private record Recorded(TopicGate gate) implements Outcomes {
        @Override
        public void acknowledged(int partition, long endOffset) {
            gate.acknowledged(partition, endOffset);
        }

        @Override
        public void done() {
            gate.leave();
        }

        @Override
        public boolean isGivenUp() {
            return gate.isGivenUp();
        }
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
        if (topic == null) {
            return !isOpen(partition);
        }
        // the state may say so already, and the gate follow in a moment: it resumes what waits then
        boolean opening = gate(partition.topic()).isClosed() && !(topic.migration() instanceof Migration.Complete);
        return opening || isClosed(topic.migration());
    }

    @Override
    public Admission admission(String name) {
        // its offsets are the coordinator's: a marker there would keep it from ever writing again
        if (name.equals(StateTopic.NAME) || isForStrays(name)) {
            return Admission.MIRROR;
        }
        MirrorTopic topic = state.image().topics().get(name);
        if (topic != null) {
            return topic.migration() instanceof Migration.Complete ? Admission.OPEN : Admission.MIRROR;
        }
        boolean open = InternalTopics.contains(name) || verification.isVerified(environment.topicId(name), name);
        return open ? Admission.OPEN : Admission.UNKNOWN;
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
