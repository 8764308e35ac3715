// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.forward;

import dev.orbit.agent.source.connect.BrokerConnection;
import dev.orbit.agent.source.connect.BrokerEndpoint;
import dev.orbit.agent.source.connect.BrokerLoop;
import dev.orbit.agent.source.connect.ConnectionFailure;
import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.metadata.SourceMetadata;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ProduceResponse;
import org.jspecify.annotations.Nullable;

/**
 * Sends the forwards of one slot of one source broker: one thread, one connection, up to five requests on the wire in
 * order. Kafka serves those of a connection one after the other: more of them would wait there, each with less in it.
 */
final class ForwardSender implements BrokerLoop.Work {

    private static final int IN_FLIGHT_MAX = 5;

    private static final long POLL_MS = 500;
    /** While something waits to be sent: how late it may be noticed that it waited for too long. */
    private static final long POLL_BUSY_MS = 50;

    private final BrokerEndpoint broker;
    private final Placement placement;
    private final SourceMetadata metadata;
    private final LongAdder requests;
    private final BrokerLoop loop;

    /** Guarded by this. */
    private final List<ForwardQueue> inbox = new ArrayList<>();

    private boolean ended;

    /** The rest is of the thread. */
    private final Deque<ForwardQueue> ready = new ArrayDeque<>();

    private final Map<Integer, ForwardBatch> inFlight = new HashMap<>();
    private boolean known;
    private volatile boolean isFull;
    /** When the source last made the connection wait; null: it has not. */
    private @Nullable Long throttledNanos;

    private ForwardSender(
            SourceClientConfig config,
            BrokerEndpoint broker,
            int slot,
            Placement placement,
            SourceMetadata metadata,
            LongAdder requests) {
        this.broker = broker;
        this.placement = placement;
        this.metadata = metadata;
        this.requests = requests;
        this.loop = new BrokerLoop(
                config.clientId() + "-forward-" + broker.id() + "-" + slot,
                broker,
                () -> new BrokerConnection(config, broker, BrokerConnection.Tuning.pipelined(IN_FLIGHT_MAX)),
                this);
    }

    /** @param requests counts those that are sent */
    static ForwardSender start(
            SourceClientConfig config,
            BrokerEndpoint broker,
            int slot,
            Placement placement,
            SourceMetadata metadata,
            LongAdder requests) {
        ForwardSender sender = new ForwardSender(config, broker, slot, placement, metadata, requests);
        sender.loop.start();
        return sender;
    }

    BrokerEndpoint broker() {
        return broker;
    }

    /** Takes a listed queue; false: it has ended and takes nothing any more. */
    boolean offer(ForwardQueue queue) {
        boolean isFirst;
        synchronized (this) {
            if (ended) {
                return false;
            }
            isFirst = inbox.isEmpty();
            inbox.add(queue);
        }
        if (isFirst) {
            // for the others it is awake, or will be
            loop.wakeup();
        }
        return true;
    }

    /** Whether what it is offered waits until something else is answered. */
    boolean isFull() {
        return isFull;
    }

    /** The leadership may have changed. */
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
        takeInbox();
        long nowNanos = System.nanoTime();
        throttledNanos = connection.isThrottled() ? Long.valueOf(nowNanos) : throttledNanos;
        dismiss(nowNanos);
        boolean more = !ready.isEmpty();
        while (more && inFlight.size() < IN_FLIGHT_MAX && connection.isReady()) {
            more = send(connection) && !ready.isEmpty();
        }
        isFull = inFlight.size() == IN_FLIGHT_MAX;
        for (ClientResponse response : connection.poll(ready.isEmpty() ? POLL_MS : POLL_BUSY_MS)) {
            receive(response);
        }
    }

    private synchronized void takeInbox() {
        ready.addAll(inbox);
        inbox.clear();
    }

    /** Lets go what waited for too long, and what is for another broker now. */
    private void dismiss(long nowNanos) {
        for (Iterator<ForwardQueue> each = ready.iterator(); each.hasNext(); ) {
            ForwardQueue queue = each.next();
            expire(queue, nowNanos);
            if (queue.unlistIfEmpty()) {
                each.remove();
            } else if (queue.holder() == null && !placement.isLedBy(broker, queue)) {
                each.remove();
                placement.place(queue);
            }
        }
    }

    private void expire(ForwardQueue queue, long nowNanos) {
        boolean isThrottled = throttledNanos != null && throttledNanos == nowNanos;
        queue.removeLate(nowNanos, throttledNanos)
                .forEach(forward -> forward.complete(
                        isThrottled ? throttled(queue, forward) : ForwardRouter.unsent(queue.partition(), forward)));
    }

    private ForwardResult throttled(ForwardQueue queue, Forward forward) {
        return ForwardResult.tryAgain("Broker " + broker + " of the source throttles the proxy: for "
                + Forward.throttledMaxMs(forward.request().timeoutMs()) + " ms it could not be sent anything for "
                + queue.partition() + ". Raise the produce quota of the principal of"
                + " auto_migration_source_cluster_credentials at the source.");
    }

    /**
     * Sends the heads of as many queues as go together; every queue keeps its turn. One whose leader is another by now
     * waits until nothing of it is in flight. Returns whether there was any to send.
     */
    private boolean send(BrokerConnection connection) {
        ForwardBatch batch = new ForwardBatch();
        try {
            gather(batch);
            if (!batch.isEmpty()) {
                send(batch, connection);
            }
        } catch (RuntimeException | Error e) {
            // nobody knows whether it is on the wire: it has an outcome here, and the connection goes
            complete(batch, ForwardResult.tryAgain("It could not be sent: " + e));
            throw e;
        }
        return !batch.isEmpty();
    }

    private void send(ForwardBatch batch, BrokerConnection connection) {
        try {
            int timeoutMs = batch.answerTimeoutMs(inFlight.values(), System.nanoTime());
            inFlight.put(connection.send(batch.request(), timeoutMs), batch);
            requests.increment();
        } catch (RuntimeException e) {
            complete(batch, ForwardResult.failed(Errors.forException(e), e.getMessage()));
        }
    }

    /** Whatever fails on the way: every queue stays on the list, and what was taken has a result, or is in the batch. */
    private void gather(ForwardBatch batch) {
        List<ForwardQueue> served = new ArrayList<>();
        try {
            for (Iterator<ForwardQueue> each = ready.iterator(); each.hasNext(); ) {
                ForwardQueue queue = each.next();
                Forward head = queue.peek();
                if (head != null && batch.accepts(head.request()) && placement.isLedBy(broker, queue)) {
                    served.add(queue);
                    each.remove();
                    add(new ForwardBatch.Item(queue, queue.take(this)), batch);
                }
            }
        } finally {
            served.stream().filter(queue -> !queue.unlistIfEmpty()).forEach(ready::add);
        }
    }

    private static void add(ForwardBatch.Item item, ForwardBatch batch) {
        try {
            batch.add(item);
        } catch (RuntimeException | Error e) {
            item.land(ForwardResult.tryAgain("It could not be sent: " + e));
            throw e;
        }
    }

    private void receive(ClientResponse response) {
        ForwardBatch batch = inFlight.remove(response.requestHeader().correlationId());
        if (batch == null) {
            return;
        }
        if (response.versionMismatch() != null) {
            complete(
                    batch,
                    ForwardResult.failed(
                            Errors.UNSUPPORTED_VERSION,
                            response.versionMismatch().getMessage()));
        } else if (response.responseBody() instanceof ProduceResponse answer) {
            accept(batch, answer);
        } else {
            complete(batch, ForwardResult.tryAgain("The connection to " + broker + " of the source was lost."));
        }
    }

    private void accept(ForwardBatch batch, ProduceResponse answer) {
        try {
            if (!known) {
                known = true;
                metadata.reachability().brokerAnswered(broker);
            }
            batch.verdicts(answer.data()).forEach((item, verdict) -> {
                if (verdict.lookAgain()) {
                    metadata.refresh();
                }
                item.land(verdict.result());
            });
        } finally {
            // none is left, unless something failed
            complete(batch, ProduceVerdict.UNANSWERED.result());
        }
    }

    private static void complete(ForwardBatch batch, ForwardResult result) {
        batch.items().forEach(item -> item.land(result));
    }

    @Override
    public void lost(ConnectionFailure failure) {
        known = false;
        failInFlight(failure.cause());
        metadata.reachability().brokerFailed(failure, System.nanoTime());
        metadata.refresh();
    }

    @Override
    public void end() {
        synchronized (this) {
            ended = true;
        }
        failInFlight("The connection to " + broker + " of the source was closed.");
        takeInbox();
        ready.forEach(placement::place);
        ready.clear();
    }

    private void failInFlight(String why) {
        ForwardResult result = ForwardResult.tryAgain(why);
        inFlight.values().forEach(batch -> complete(batch, result));
        inFlight.clear();
        isFull = false;
    }
}
