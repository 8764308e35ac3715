// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import dev.orbit.agent.source.connect.Backoff;
import dev.orbit.agent.source.connect.BrokerConnection;
import dev.orbit.agent.source.connect.BrokerLoop;
import dev.orbit.agent.source.connect.ConnectionFailure;
import dev.orbit.agent.source.connect.ConnectionFailure.Kind;
import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.connect.SourceTopology;
import dev.orbit.agent.source.fetch.FetchRouting.FetcherKey;
import dev.orbit.agent.source.fetch.FetchRouting.Wanted;
import dev.orbit.agent.source.metadata.SourceMetadata;
import dev.orbit.schemas.FetchSettings;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.MetadataResponse;
import org.jspecify.annotations.Nullable;

/**
 * Reads the partitions of one slot of one source broker: one thread, one connection, one fetch session, one request at a
 * time. What it is to read is given as a whole; in each turn it lets go what is not wanted any more and takes what is.
 */
final class Fetcher implements BrokerLoop.Work {

    private static final int MAX_WAIT_MS = 500;
    private static final int ANSWER_TIMEOUT_MS = 30_000;
    /** A session that the broker has dropped is begun anew almost at once. */
    private static final long PAUSE_MS = 10;

    private static final long PAUSE_MAX_MS = 2_000;
    private static final int RECEIVE_BUFFER_BYTES = 2 << 20;
    private static final long NANOS_PER_MS = 1_000_000;
    /** The last version that does not know the last fetched epoch. */
    private static final short VERSION_WITHOUT_EPOCHS = 11;

    private final FetcherKey key;
    private final SourceMetadata metadata;
    private final Throttle throttle;
    private final ReceiveBuffer buffer = new ReceiveBuffer();
    private final FetchSession session;
    private final SessionClock clock = new SessionClock();
    private final BrokerLoop loop;

    private volatile Map<TopicPartition, Wanted> wanted = Map.of();

    /** The rest is of the thread. In the order in which they are served. */
    private final LinkedHashMap<TopicPartition, HeldPartition> held = new LinkedHashMap<>();

    /** Those of them whose targets want to know when nothing comes: at rest none of thousands. */
    private final Set<HeldPartition> attentive = new HashSet<>();

    /** Those of them whose targets do not know yet that their leader has answered. */
    private final Set<HeldPartition> unheard = new HashSet<>();

    private FetchSize size;
    private FetchPace pace = FetchPace.NONE;
    private Map<TopicPartition, Wanted> reconciled = Map.of();
    private Backoff pause = Backoff.none(System.nanoTime());
    private boolean inFlight;
    private long sentNanos;
    private @Nullable NamedAnswer unconfirmed;
    private boolean known;

    private Fetcher(
            SourceClientConfig config,
            FetcherKey key,
            FetchSettings settings,
            Throttle throttle,
            SourceMetadata metadata) {
        this.key = key;
        this.throttle = throttle;
        this.metadata = metadata;
        this.session = new FetchSession(key.broker(), settings.maxPartitionBytes());
        this.size = FetchSize.of(Math.min(settings.maxBytes(), BrokerConnection.FETCH_BYTES_MAX));
        this.loop = new BrokerLoop(
                config.clientId() + "-fetch-" + key.broker().id() + "-" + key.slot(),
                key.broker(),
                () -> new BrokerConnection(
                        config, key.broker(), new BrokerConnection.Tuning(1, RECEIVE_BUFFER_BYTES, buffer)),
                this);
    }

    static Fetcher start(
            SourceClientConfig config,
            FetcherKey key,
            FetchSettings settings,
            Throttle throttle,
            SourceMetadata metadata) {
        Fetcher fetcher = new Fetcher(config, key, settings, throttle, metadata);
        fetcher.loop.start();
        return fetcher;
    }

    /** What to read from now on, and nothing else. */
    void want(Map<TopicPartition, Wanted> partitions) {
        wanted = partitions;
        loop.wakeup();
    }

    /** Something may be ready that was not. */
    void wakeup() {
        loop.wakeup();
    }

    void stop() {
        loop.stop();
    }

    boolean isEnded() {
        return loop.isEnded();
    }

    boolean awaitEnd(long timeoutMs) {
        return loop.awaitEnd(timeoutMs);
    }

    @Override
    public void turn(BrokerConnection connection) {
        long nowNanos = System.nanoTime();
        reconcile(nowNanos);
        long pauseMs = Math.max(pause.remainingMs(nowNanos), heldBackMs(nowNanos));
        NamedAnswer named = unconfirmed;
        if (!inFlight && named != null && connection.isReady()) {
            askWhichTopics(connection, named);
        } else if (!inFlight && named == null && !held.isEmpty() && pauseMs == 0 && connection.isReady()) {
            send(connection, nowNanos);
        }
        long idleMs = pauseMs == 0 ? MAX_WAIT_MS : Math.min(MAX_WAIT_MS, pauseMs);
        for (ClientResponse response : connection.poll(inFlight ? ANSWER_TIMEOUT_MS : idleMs)) {
            inFlight = false;
            receive(response);
            if (unconfirmed == null) {
                buffer.reclaim();
            }
        }
    }

    private void reconcile(long nowNanos) {
        Map<TopicPartition, Wanted> now = wanted;
        if (now == reconciled && now.size() == held.size()) {
            return;
        }
        for (Iterator<HeldPartition> each = held.values().iterator(); each.hasNext(); ) {
            HeldPartition partition = each.next();
            Wanted still = now.get(partition.partition());
            if (still == null || still.fetch() != partition.fetch()) {
                each.remove();
                session.letGo(partition);
                attentive.remove(partition);
                unheard.remove(partition);
                partition.fetch().release(this);
            } else {
                partition.leaderEpoch(still.leaderEpoch(), nowNanos);
                if (!partition.isHeard()) {
                    unheard.add(partition);
                }
            }
        }
        now.forEach((partition, one) -> {
            if (!held.containsKey(partition) && one.fetch().acquire(this)) {
                HeldPartition taken = new HeldPartition(one, nowNanos);
                held.put(partition, taken);
                session.taken(taken);
                attentive.add(taken);
                unheard.add(taken);
            }
        });
        reconciled = now;
    }

    private long heldBackMs(long nowNanos) {
        long nanos = Math.max(throttle.waitNanos(nowNanos), pace.waitNanos(nowNanos));
        return (nanos + NANOS_PER_MS - 1) / NANOS_PER_MS;
    }

    /** The throttle's bound changes with the number of agents, the size's own with the way to the source. */
    private int bytesMax() {
        return Math.min(size.bytes(), throttle.fetchBytesMax());
    }

    private void send(BrokerConnection connection, long nowNanos) {
        boolean tellsEpochs = connection.latestVersion(ApiKeys.FETCH) > VERSION_WITHOUT_EPOCHS;
        FetchRequest.Builder request =
                session.next(held.values(), maxWaitMs(nowNanos), bytesMax(), tellsEpochs, nowNanos);
        if (request != null) {
            connection.send(request, ANSWER_TIMEOUT_MS);
            inFlight = true;
            sentNanos = nowNanos;
        }
    }

    /** The broker may wait for news, but not beyond the moment when a partition that pauses is to be tried again. */
    private int maxWaitMs(long nowNanos) {
        long waitMs = MAX_WAIT_MS;
        for (HeldPartition partition : held.values()) {
            if (!partition.backoff().isOver(nowNanos)) {
                waitMs = Math.min(waitMs, partition.backoff().remainingMs(nowNanos));
            }
        }
        return (int) waitMs;
    }

    private void receive(ClientResponse response) {
        if (response.versionMismatch() != null) {
            pause = pause.failed(System.nanoTime(), PAUSE_MAX_MS, PAUSE_MAX_MS);
            lost(new ConnectionFailure(
                    Kind.UNSUPPORTED_VERSION,
                    key.broker(),
                    response.versionMismatch().getMessage()));
        } else if (response.responseBody() instanceof FetchResponse answer) {
            long nowNanos = System.nanoTime();
            size = size.answeredAfter((nowNanos - sentNanos) / 1_000_000);
            if (!known) {
                known = true;
                metadata.reachability().brokerAnswered(key.broker());
            }
            receive(answer, response.requestHeader().apiVersion(), nowNanos);
        } else if (unconfirmed != null && response.responseBody() instanceof MetadataResponse answer) {
            NamedAnswer named = unconfirmed;
            unconfirmed = null;
            SourceTopology told = SourceTopology.of(answer.data());
            accept(named.confirmed(fetches(), told), named.throttleMs(), named.readNanos());
        }
    }

    private void receive(FetchResponse answer, short version, long nowNanos) {
        Map<TopicPartition, FetchResponseData.PartitionData> answers = session.accept(answer, version);
        if (answers != null && version <= FetchSession.VERSION_WITHOUT_IDS) {
            NamedAnswer named = new NamedAnswer(answers, answer.throttleTimeMs(), nowNanos);
            if (!named.topics(fetches()).isEmpty()) {
                unconfirmed = named;
                return;
            }
        }
        accept(answers, answer.throttleTimeMs(), nowNanos);
    }

    /** On the connection that the answer came over, so that it is the same broker. */
    private void askWhichTopics(BrokerConnection connection, NamedAnswer named) {
        List<String> topics = List.copyOf(named.topics(fetches()));
        connection.send(MetadataRequest.Builder.forTopicNames(topics, false), ANSWER_TIMEOUT_MS);
        inFlight = true;
    }

    private List<PartitionFetch> fetches() {
        return held.values().stream().map(HeldPartition::fetch).toList();
    }

    private void accept(
            @Nullable Map<TopicPartition, FetchResponseData.PartitionData> answers, int throttleMs, long nowNanos) {
        if (answers == null) {
            session.lost(held.values());
            pause = pause.failed(nowNanos, PAUSE_MS, PAUSE_MAX_MS);
            return;
        }
        pause = Backoff.none(nowNanos);
        if (isEmptied(answers, throttleMs)) {
            return;
        }
        clock.answered(nowNanos);
        boolean lookAgain = false;
        for (var answer : answers.entrySet()) {
            HeldPartition partition = held.get(answer.getKey());
            if (partition != null && partition.isInSession()) {
                lookAgain |= partition.answer(answer.getValue(), clock, nowNanos);
                attentive.add(partition);
                toTheEnd(partition);
            }
        }
        tellWhoIsHeard(answers, nowNanos);
        tellOfNothing(answers, nowNanos);
        if (lookAgain) {
            metadata.refresh();
        }
    }

    /** A source whose quota is used up leaves all out of its answer: that says nothing about any partition. */
    private static boolean isEmptied(Map<TopicPartition, FetchResponseData.PartitionData> answers, int throttleMs) {
        return throttleMs > 0 && answers.isEmpty();
    }

    /** An incremental session leaves out what is unchanged; errors, and that the source parts, it does not. */
    private void tellWhoIsHeard(Map<TopicPartition, FetchResponseData.PartitionData> answers, long nowNanos) {
        unheard.removeIf(partition -> {
            if (partition.isInSession() && !answers.containsKey(partition.partition())) {
                partition.leftOutOfAnswer(nowNanos);
            }
            return partition.isHeard();
        });
    }

    /** Where the answer was not full, what is missing in it was not crowded out. */
    private void tellOfNothing(Map<TopicPartition, FetchResponseData.PartitionData> answers, long nowNanos) {
        long bytes =
                answers.values().stream().mapToLong(FetchResponse::recordsSize).sum();
        throttle.read(bytes, nowNanos);
        if (2 * bytes > bytesMax()) {
            pace = FetchPace.NONE;
            return;
        }
        pace = FetchPace.answered(bytes, sentNanos);
        attentive.removeIf(partition -> {
            boolean nothing = HeldPartition.isNothing(answers.get(partition.partition()));
            return partition.isInSession() && nothing && !partition.broughtNothing(nowNanos);
        });
    }

    /** Served now, so others come first next time. */
    private void toTheEnd(HeldPartition partition) {
        held.remove(partition.partition());
        held.put(partition.partition(), partition);
    }

    @Override
    public void lost(ConnectionFailure failure) {
        inFlight = false;
        unconfirmed = null;
        known = false;
        session.lost(held.values());
        if (failure.kind() == Kind.ANSWER_TIMEOUT) {
            size = size.timedOut();
        }
        metadata.reachability().brokerFailed(failure, System.nanoTime());
        metadata.refresh();
    }

    @Override
    public void end() {
        held.values().forEach(partition -> partition.fetch().release(this));
        held.clear();
        attentive.clear();
        unheard.clear();
    }
}
