// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.admin;

import dev.orbit.agent.source.connect.BrokerConnection;
import dev.orbit.agent.source.connect.BrokerEndpoint;
import dev.orbit.agent.source.connect.Exchange;
import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.connect.SourceException;
import dev.orbit.agent.source.connect.SourceTopology;
import dev.orbit.agent.source.connect.SourceTopology.Leader;
import dev.orbit.agent.source.metadata.MetadataQuestion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Asks the leaders of topics' partitions where their logs end: the log end offset too, which no client sees, because what
 * the leader acknowledged with acks 1 may lie above its high watermark. Who leads is asked at the same time, and who was
 * taken for a leader before is believed when that is confirmed: so an answer takes one round trip as long as nothing
 * changes. Each call blocks; one at a time.
 */
public final class SourceEndOffsets implements AutoCloseable {

    private static final int ANSWER_TIMEOUT_MS = 5_000;

    /** The first may be put to brokers that do not lead any more, and leaders may move once while it is asked again. */
    private static final int ROUNDS_MAX = 3;

    private final SourceClientConfig config;
    private final MetadataQuestion metadata;
    private final ExecutorService threads;
    private final Map<BrokerEndpoint, BrokerConnection> connections = new ConcurrentHashMap<>();
    private SourceTopology known = SourceTopology.UNKNOWN;
    private volatile boolean closed;

    public SourceEndOffsets(SourceClientConfig config) {
        this.config = config;
        this.metadata = new MetadataQuestion(config, () -> closed);
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, config.clientId() + "-ends");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * A topic.
     *
     * @param id zero: whichever topic has that name
     */
    public record Asked(String name, Uuid id) {}

    /**
     * Where one partition ends.
     *
     * @param leaderEpoch of the leader that said so; negative from a source that does not tell
     */
    public record End(long logEndOffset, long highWatermark, long lastStableOffset, int leaderEpoch) {}

    /**
     * What was found out about a topic.
     *
     * @param ends of all partitions that it has now, by number; empty where they are not known
     * @param failure why they are not: the source has no such topic any more, or a leader does not answer or is not the
     *     leader any more; null where they are
     */
    public record Answer(List<End> ends, @Nullable SourceException failure) {
        public Answer {
            ends = List.copyOf(ends);
        }

        static Answer failed(SourceException why) {
            return new Answer(List.of(), why);
        }
    }

    /**
     * Where these topics end, each of them.
     *
     * @throws SourceException when no broker answers, or this is closed
     */
    public synchronized Map<Asked, Answer> of(Set<Asked> topics) throws SourceException {
        Map<Asked, Answer> answers = new HashMap<>();
        Set<Asked> open = new HashSet<>(topics);
        for (int round = 1; !open.isEmpty(); round++) {
            requireOpen();
            Round asked = ask(open.stream().map(Asked::name).collect(Collectors.toSet()));
            boolean isLast = round == ROUNDS_MAX;
            open.forEach(topic -> {
                Answer answer = answer(topic, asked, isLast);
                if (answer != null) {
                    answers.put(topic, answer);
                }
            });
            open.removeAll(answers.keySet());
        }
        return answers;
    }

    /**
     * What one round found out.
     *
     * @param before who was taken for the leaders
     * @param ends of the partitions whose leaders answered
     * @param lost why leaders did not
     */
    private record Round(
            SourceTopology before,
            Map<TopicPartition, LeaderEnds.Answer> ends,
            Map<BrokerEndpoint, Exchange.FailedException> lost) {}

    private Round ask(Set<String> names) throws SourceException {
        SourceTopology before = known;
        Future<SourceTopology> topology = threads.submit(() -> metadata.ask(names, before));
        Map<BrokerEndpoint, Future<Map<TopicPartition, LeaderEnds.Answer>>> asked = new HashMap<>();
        byLeader(names, before).forEach((broker, epochs) -> asked.put(broker, threads.submit(leader(broker, epochs))));
        Map<TopicPartition, LeaderEnds.Answer> ends = new HashMap<>();
        Map<BrokerEndpoint, Exchange.FailedException> lost = new HashMap<>();
        asked.forEach((broker, answer) -> {
            try {
                ends.putAll(await(answer, Exchange.FailedException.class));
            } catch (Exchange.FailedException e) {
                lost.put(broker, e);
                drop(broker);
            }
        });
        try {
            known = await(topology, MetadataQuestion.UnansweredException.class).mergedOver(before);
        } catch (MetadataQuestion.UnansweredException e) {
            requireOpen();
            throw e.diagnosis().toException();
        }
        return new Round(before, ends, lost);
    }

    private void requireOpen() throws SourceException {
        if (closed) {
            throw new SourceException(
                    SourceException.Reason.FAILED,
                    "The source at " + config.bootstrapBrokers().get(0) + " is not asked any more.",
                    "Its link was changed or removed: ask again.",
                    null);
        }
    }

    private void drop(BrokerEndpoint broker) {
        BrokerConnection connection = connections.remove(broker);
        if (connection != null) {
            connection.close();
        }
    }

    private static Map<BrokerEndpoint, Map<TopicPartition, Integer>> byLeader(
            Set<String> names, SourceTopology topology) {
        Map<BrokerEndpoint, Map<TopicPartition, Integer>> byLeader = new HashMap<>();
        for (String name : names) {
            SourceTopology.Topic topic = topology.topics().get(name);
            for (int number :
                    topic == null ? Set.<Integer>of() : topic.partitions().keySet()) {
                TopicPartition partition = new TopicPartition(name, number);
                Leader leader = topology.leader(partition);
                if (leader != null) {
                    byLeader.computeIfAbsent(leader.broker(), broker -> new HashMap<>())
                            .put(partition, leader.epoch());
                }
            }
        }
        return byLeader;
    }

    private Callable<Map<TopicPartition, LeaderEnds.Answer>> leader(
            BrokerEndpoint broker, Map<TopicPartition, Integer> epochs) {
        BrokerConnection connection =
                connections.computeIfAbsent(broker, endpoint -> LeaderEnds.connect(config, endpoint));
        return () -> LeaderEnds.ask(connection, epochs, ANSWER_TIMEOUT_MS, () -> closed);
    }

    /** Null: it is not known yet, and asking again may tell. */
    private @Nullable Answer answer(Asked asked, Round round, boolean isLast) {
        SourceTopology.Topic topic = known.topics().get(asked.name());
        if (topic == null || topic.error() != Errors.NONE) {
            return Answer.failed(notShown(asked, topic));
        }
        boolean tells = !asked.id().equals(Uuid.ZERO_UUID) && !topic.id().equals(Uuid.ZERO_UUID);
        if (tells && !topic.id().equals(asked.id())) {
            return Answer.failed(madeAnew(asked, topic.id()));
        }
        List<End> ends = new ArrayList<>();
        for (int number = 0; number < topic.partitions().size(); number++) {
            TopicPartition partition = new TopicPartition(asked.name(), number);
            Leader leader = known.leader(partition);
            LeaderEnds.Answer end = round.ends().get(partition);
            if (leader == null || !leader.equals(round.before().leader(partition))) {
                return isLast ? Answer.failed(failure(partition, leader, end, round)) : null;
            }
            if (end == null || end.error() != Errors.NONE) {
                // a leader that does not answer is not waited for again: others wait with it
                boolean isLost = round.lost().containsKey(leader.broker());
                return isLast || isLost ? Answer.failed(failure(partition, leader, end, round)) : null;
            }
            ends.add(end.end());
        }
        return new Answer(ends, null);
    }

    private static SourceException notShown(Asked asked, SourceTopology.@Nullable Topic topic) {
        Errors error = topic == null ? Errors.UNKNOWN_TOPIC_OR_PARTITION : topic.error();
        return new SourceException(
                switch (error) {
                    case UNKNOWN_TOPIC_OR_PARTITION -> SourceException.Reason.NOT_FOUND;
                    case TOPIC_AUTHORIZATION_FAILED -> SourceException.Reason.AUTHORIZATION;
                    default -> SourceException.Reason.FAILED;
                },
                "The source does not show topic " + asked.name() + " (" + error + ").",
                "Check that it was not deleted, and that Orbit's principal may Describe it.",
                null);
    }

    private static SourceException madeAnew(Asked asked, Uuid found) {
        return new SourceException(
                SourceException.Reason.MADE_ANEW,
                "Source topic " + asked.name() + " was deleted and made anew (topic id " + found + ", mirrored is "
                        + asked.id() + ").",
                "Give the new topic a mirror of its own.",
                null);
    }

    private static SourceException failure(
            TopicPartition partition, @Nullable Leader leader, LeaderEnds.@Nullable Answer end, Round round) {
        Exchange.FailedException lost = leader == null ? null : round.lost().get(leader.broker());
        if (lost != null) {
            return SourceException.of(lost.failure(), lost);
        }
        String what = "changes its leader again and again";
        if (leader == null) {
            what = "has no leader";
        } else if (end != null && end.error() != Errors.NONE) {
            what = "answered " + end.error();
        }
        return new SourceException(
                SourceException.Reason.FAILED,
                "Source partition " + partition + " " + what + ".",
                "It is asked again; if this stays, look at the source's brokers.",
                null);
    }

    private static <T, E extends Exception> T await(Future<T> answer, Class<E> failure) throws E {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answer.get();
                } catch (InterruptedException e) {
                    // every question has a time limit of its own
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (failure.isInstance(e.getCause())) {
                        throw failure.cast(e.getCause());
                    }
                    throw new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A call that waits fails. */
    @Override
    public void close() {
        closed = true;
        metadata.wakeup();
        connections.values().forEach(BrokerConnection::wakeup);
        end();
    }

    private synchronized void end() {
        connections.values().forEach(BrokerConnection::close);
        connections.clear();
        metadata.close();
        threads.shutdown();
    }
}
