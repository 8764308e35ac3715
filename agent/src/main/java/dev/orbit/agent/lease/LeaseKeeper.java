// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lease;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.orbit.agent.clock.Moment;
import dev.orbit.agent.command.Command;
import dev.orbit.agent.command.Messages;
import dev.orbit.agent.command.Reply;
import dev.orbit.agent.state.AgentRegistration;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateHolder;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.trouble.Trouble;
import dev.orbit.schemas.Json;
import dev.orbit.schemas.Problem;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers this agent, and sends its heartbeats: at an interval, and at once when something is new. One thread; one
 * heartbeat under way at a time.
 */
public final class LeaseKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);
    private static final long INTERVAL_MS = 1_000;
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(INTERVAL_MS);

    /** While a topic migrates, producers wait for what the next heartbeat says. */
    private static final long INTERVAL_MIGRATING_MS = 20;

    private static final long RETRY_MS = 200;

    private final int agent;
    private final StateHolder state;
    private final Function<String, CompletableFuture<String>> coordinator;
    private final ReportSource reports;
    private final Supplier<String> replicas;
    private final Supplier<Moment> clock;
    private final Semaphore news = new Semaphore(0);
    private final CopyOnWriteArrayList<LongConsumer> confirmations = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "orbit-lease");
    private final UnreportedPartitions partitions = new UnreportedPartitions();
    private long reportedAllNanos = System.nanoTime();

    /** How many were sent. */
    private long heartbeats;

    /** When the latest registration was sent that may have been written. */
    private long registeredNanos = System.nanoTime() - INTERVAL_NANOS;

    /** After the latest heartbeat. */
    private boolean toldThatItHolds;

    private final Trouble waiting = new Trouble(Trouble.LASTING_NANOS);
    private final Trouble failing = new Trouble(0);

    /** Of the latest heartbeat; null where it was answered with a lease. */
    private volatile @Nullable String hindrance = "no heartbeat is answered yet";

    private volatile @Nullable Lease lease;
    private volatile @Nullable Confirmation unread;
    private volatile boolean closed;

    /**
     * Of one agent.
     *
     * @param coordinator answers commands; fails when there is none, or it does not answer
     * @param replicas how those of the state fare, in figures
     */
    public LeaseKeeper(
            int agent,
            StateHolder state,
            Function<String, CompletableFuture<String>> coordinator,
            ReportSource reports,
            Supplier<String> replicas) {
        this(agent, state, coordinator, reports, replicas, Moment::now);
    }

    /** With a clock that leases are counted on. */
    LeaseKeeper(
            int agent,
            StateHolder state,
            Function<String, CompletableFuture<String>> coordinator,
            ReportSource reports,
            Supplier<String> replicas,
            Supplier<Moment> clock) {
        this.agent = agent;
        this.state = state;
        this.coordinator = coordinator;
        this.reports = reports;
        this.replicas = replicas;
        this.clock = clock;
        thread.setDaemon(true);
        state.listen(delta -> {
            confirm(delta.image());
            wake();
        });
    }

    /** Once the state is read up to the offset, everything decided before {@code knownNanos} is known here. */
    private record Confirmation(long stateOffset, long knownNanos) {}

    public void start() {
        thread.start();
    }

    /** There is something new to report. */
    public void wake() {
        if (news.availablePermits() == 0) {
            news.release();
        }
    }

    /** Whether this agent may pass the source's answers on at this moment. */
    public boolean isValid() {
        Lease current = lease;
        return current != null && current.isValid(state.image(), agent, clock.get());
    }

    /**
     * Whether the lease that this agent holds now still holds, whenever that is asked. Not once the agent was struck off,
     * though it may hold another by then: nobody waited for what it had on its way.
     */
    public BooleanSupplier held() {
        Lease now = lease;
        return () -> {
            Lease current = lease;
            return now != null
                    && current != null
                    && current.incarnation().equals(now.incarnation())
                    && current.isValid(state.image(), agent, clock.get());
        };
    }

    /** What keeps this agent from holding a lease; empty while it holds one. */
    public Optional<Problem> lack() {
        return isValid()
                ? Optional.empty()
                : Optional.of(new Problem(
                        "not_ready",
                        "this agent holds no lease: " + why() + " (it has read the state up to offset "
                                + state.image().endOffset() + ").",
                        null,
                        "Try again in a moment. If it lasts, start the agents that do not run: enough replicas of"
                                + " __orbit_state must be in sync."));
    }

    private String why() {
        String known = hindrance;
        if (known != null) {
            return known;
        }
        return isRegistered(state.image(), lease)
                ? "no heartbeat was answered in time"
                : "its registration is not read yet";
    }

    private boolean isRegistered(StateImage image, @Nullable Lease held) {
        AgentRegistration registration = image.agents().get(agent);
        return registration != null
                && held != null
                && registration.incarnation().equals(held.incarnation());
    }

    /** Calls back with a moment on the monotonic clock: all that was decided before it has been read here. */
    public void onConfirmed(LongConsumer listener) {
        confirmations.add(listener);
    }

    private void run() {
        while (!closed) {
            try {
                long waitMs = beats() ? intervalMs() : RETRY_MS;
                if (news.tryAcquire(waitMs, TimeUnit.MILLISECONDS)) {
                    news.drainPermits();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** The thread outlives whatever ends a heartbeat: without a lease nothing is forwarded any more. */
    private boolean beats() throws InterruptedException {
        try {
            // before, too: what it was renewed after may have taken long
            tellWhetherItHolds();
            boolean answered = beat();
            failing.endsToldOf();
            tellWhetherItHolds();
            return answered;
        } catch (RuntimeException | Error e) {
            hindrance = "a heartbeat failed: " + e;
            if (failing.isToBeTold(e.getClass().getName(), System.nanoTime())) {
                LOG.error("a heartbeat failed; the next is tried", e);
            }
            return false;
        }
    }

    private void tellWhetherItHolds() {
        boolean holds = isValid();
        if (holds) {
            waiting.endsToldOf();
            if (!toldThatItHolds) {
                LOG.info("this agent holds a lease");
            }
        } else {
            tellWhy();
        }
        toldThatItHolds = holds;
    }

    private void tellWhy() {
        String why = why();
        boolean isUntold = waiting.isToBeTold(why, System.nanoTime());
        if (toldThatItHolds) {
            waiting.countAsTold(why);
            LOG.warn("this agent's lease has run out: it forwards nothing until the coordinator renews it: {}", why);
        } else if (isUntold) {
            LOG.warn("this agent holds no lease, waits for one and forwards nothing: {}", why);
        }
    }

    private long intervalMs() {
        return migrating(state.image()).isEmpty() ? INTERVAL_MS : INTERVAL_MIGRATING_MS;
    }

    private static List<MirrorTopic> migrating(StateImage image) {
        return image.topics().values().stream()
                .filter(topic -> topic.migration() instanceof Migration.Underway)
                .toList();
    }

    /** What is new of all partitions at the interval; in between, of those that somebody waits for. */
    private UnreportedPartitions.Batch unreported(StateImage image, long nowNanos) {
        boolean isDue = nowNanos - reportedAllNanos >= INTERVAL_NANOS;
        if (partitions.isComplete() && !isDue) {
            return partitions.nextOf(reports.urgentPartitions(migrating(image)));
        }
        reportedAllNanos = nowNanos;
        return partitions.next(reports.partitions());
    }

    /** Whether the coordinator answered. */
    private boolean beat() throws InterruptedException {
        StateImage image = state.image();
        Lease held = lease;
        if (held == null || !isRegistered(image, held)) {
            return register();
        }
        String incarnation = held.incarnation();
        Moment sent = clock.get();
        UnreportedPartitions.Batch batch = unreported(image, System.nanoTime());
        Command.Heartbeat heartbeat = new Command.Heartbeat(
                agent,
                incarnation,
                image.endOffset(),
                batch.full(),
                reports.links(),
                reports.closedGates(),
                batch.reports(),
                reports.writes(),
                reports.strays(),
                reports.denials(),
                ++heartbeats);
        Reply.Heartbeat reply = call(heartbeat, Reply.Heartbeat.class);
        if (reply == null) {
            partitions.lost();
            return false;
        }
        return accept(reply, incarnation, sent, batch);
    }

    private boolean accept(Reply.Heartbeat reply, String incarnation, Moment sent, UnreportedPartitions.Batch batch)
            throws InterruptedException {
        if (!reply.registered()) {
            LOG.warn("agent {} was struck off: its lease had run out; it registers anew", agent);
            return register();
        }
        partitions.reported(batch, reply.epoch());
        Long sinceLedMs = reply.sinceLedMs();
        if (sinceLedMs == null) {
            hindrance = "the coordinator does not know that enough replicas of the state follow it: " + replicas.get();
        } else {
            Moment led = sent.plusMs(-sinceLedMs);
            lease = new Lease(incarnation, led.plusMs(reply.leaseMs()));
            unread = new Confirmation(reply.stateOffset(), led.nanos());
            confirm(state.image());
        }
        return true;
    }

    private void confirm(StateImage image) {
        Confirmation confirmation = unread;
        if (confirmation != null && image.endOffset() >= confirmation.stateOffset()) {
            confirmations.forEach(listener -> listener.accept(confirmation.knownNanos()));
        }
    }

    /**
     * A new incarnation every time: only a state that holds it was read after all that happened in between. Of an incarnation
     * that is struck off the coordinator forgets all that it reported. Each is a write to the state: one that was just sent
     * is waited for, until it is read.
     */
    private boolean register() throws InterruptedException {
        partitions.lost();
        long sentNanos = System.nanoTime();
        if (sentNanos - registeredNanos < INTERVAL_NANOS) {
            return true;
        }
        String incarnation = UUID.randomUUID().toString();
        registeredNanos = sentNanos;
        Reply.Registered reply = call(new Command.Register(agent, incarnation), Reply.Registered.class);
        if (reply == null) {
            registeredNanos = sentNanos - INTERVAL_NANOS;
            return false;
        }
        // grants nothing yet: the first heartbeat under it does, once the state is read so far
        lease = new Lease(incarnation, clock.get());
        LOG.info("agent {} is registered", agent);
        return true;
    }

    private <T> @Nullable T call(Command command, Class<T> replyType) throws InterruptedException {
        try {
            String reply =
                    coordinator.apply(Json.MAPPER.writeValueAsString(command)).get();
            hindrance = null;
            return Messages.read(reply, replyType);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            hindrance = String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
            LOG.debug("the coordinator does not answer: {}", e.getMessage());
            return null;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a command or its reply cannot be read", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
