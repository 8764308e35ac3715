// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.core;

import dev.orbit.agent.broker.request.CommandHandler.NotCoordinatorException;
import dev.orbit.agent.broker.state.StateLog;
import dev.orbit.agent.coordinator.event.EventLog;
import dev.orbit.agent.state.StateHolder;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.threads.Threads;
import dev.orbit.agent.trouble.Trouble;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.common.errors.ApiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that decides. It decides only from what acts, that is from records below the high watermark, and writes
 * at the offset it decided at: whoever else wrote in between makes the write fail, and it decides anew.
 */
public final class CoordinatorLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorLoop.class);

    /** For what time alone makes due; everything else wakes the loop. */
    private static final long TICK_MS = 200;

    private final StateLog log;
    private final StateHolder state;
    private final List<Duty> duties;
    private final long leaseNanos;

    /** The duties that failed when they were last asked, and how. */
    private final IdentityHashMap<Duty, Class<?>> failing = new IdentityHashMap<>();

    private final Trouble refused = new Trouble(0);
    private final Trouble undecided = new Trouble(0);

    private final LinkedBlockingQueue<Runnable> signals = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Request<?>> requests = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::run, "orbit-coordinator");
    private volatile @Nullable Term term;
    private volatile boolean closed;

    /** The leadership this agent won last, and the state's end then. */
    private @Nullable Election election;

    private Probe probe = new Probe(System.nanoTime());

    /** The write that does not act yet; only one at a time. */
    private @Nullable Pending pending;

    public CoordinatorLoop(StateLog log, StateHolder state, List<Duty> duties, long leaseNanos) {
        this.log = log;
        this.state = state;
        this.duties = List.copyOf(duties);
        this.leaseNanos = leaseNanos;
        thread.setDaemon(true);
        state.listen(delta -> wake());
    }

    private record Request<T>(Function<Situation, Decision<T>> decide, CompletableFuture<T> answer) {
        void fail(Throwable e) {
            answer.completeExceptionally(e);
        }
    }

    // whenActing: asked once the state has been read up to endOffset; whether the state did not refuse what follows
    private record Pending(
            long endOffset, BooleanSupplier whenActing, java.util.function.Consumer<RuntimeException> whenLost) {}

    private record Election(int epoch, long startOffset) {}

    public void start() {
        thread.start();
    }

    public void wake() {
        if (signals.isEmpty()) {
            signals.add(() -> {});
        }
    }

    /** The current term; null while this agent is not the coordinator, or not yet. */
    @Nullable
    public Term term() {
        return term;
    }

    /** Decides on the coordinator's thread; the answer comes when the decision acts. */
    public <T> CompletableFuture<T> submit(Function<Situation, Decision<T>> decide) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        requests.add(new Request<>(decide, answer));
        wake();
        return answer;
    }

    private void run() {
        while (!closed) {
            try {
                signals.poll(TICK_MS, TimeUnit.MILLISECONDS);
                signals.clear();
                step();
                undecided.endsToldOf();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) {
                if (undecided.isToBeTold(e.getClass().getName(), System.nanoTime())) {
                    LOG.error("the coordinator could not decide; it tries again", e);
                }
            }
        }
    }

    private void step() {
        Term current = currentTerm();
        if (current == null) {
            refuseAll();
            return;
        }
        while (isSettled(current) && decideOne(current)) {
            // one write at a time: the next decision sees what this one did; after a refused one the term is looked at
            // first
        }
    }

    /** Null until everything that earlier coordinators wrote acts here: an agent it registered must not be overlooked. */
    private @Nullable Term currentTerm() {
        OptionalInt epoch = log.epoch();
        if (epoch.isEmpty() || election == null || election.epoch() != epoch.getAsInt()) {
            abandonPending();
            // what the state refused of one term is told anew in the next
            refused.endsToldOf();
            term = null;
            election = epoch.isEmpty() ? null : new Election(epoch.getAsInt(), log.endOffset());
        }
        Election won = election;
        if (term == null && won != null && state.image().endOffset() >= won.startOffset()) {
            Members members = new Members(leaseNanos, state.image().agents().values(), System.nanoTime());
            term = new Term(won.epoch(), members);
            probe = new Probe(System.nanoTime());
            LOG.info("coordinator of epoch {} from state offset {}", won.epoch(), won.startOffset());
        }
        return term;
    }

    /** Whether everything written so far acts, and the state refused nothing that was to follow it. */
    private boolean isSettled(Term current) {
        Pending waiting = pending;
        if (waiting == null) {
            return true;
        }
        // the state may be read from a successor that this agent does not know yet
        if (state.image().endOffset() < waiting.endOffset() || !log.isCommitted(current.epoch(), waiting.endOffset())) {
            return false;
        }
        pending = null;
        // a decision of several writes goes on with the next
        return waiting.whenActing().getAsBoolean() && pending == null;
    }

    /** Whether there may be more to decide in this term. */
    private boolean decideOne(Term current) {
        StateImage image = state.image();
        Situation situation = new Situation(image, current.members(), System.currentTimeMillis(), System.nanoTime());
        Request<?> request = requests.poll();
        if (request != null) {
            return serve(current, situation, request);
        }
        List<StateRecord> records = new ArrayList<>();
        for (Duty duty : duties) {
            records.addAll(decided(duty, situation));
            if (!records.isEmpty()) {
                break;
            }
        }
        // asked each time: the more often followers are looked at, the later is the moment that a lease counts from
        boolean isProbeDue = probe.isDue(log.led(current.epoch()), situation.nowNanos());
        if (records.isEmpty() && isProbeDue) {
            image.agents().values().stream().limit(1).map(StateRecord::of).forEach(records::add);
        }
        return !records.isEmpty() && write(current, image, records, () -> true, lost -> {});
    }

    /** What fails in one duty must not keep the others from theirs. */
    private List<StateRecord> decided(Duty duty, Situation situation) {
        try {
            List<StateRecord> records = duty.decide(situation);
            failing.remove(duty);
            return records;
        } catch (RuntimeException | Error e) {
            // it is asked again many times a second: told once for as long as it fails in the same way
            if (!e.getClass().equals(failing.put(duty, e.getClass()))) {
                LOG.error(
                        "{} could not decide; the rest goes on, and it is tried again",
                        duty.getClass().getSimpleName(),
                        e);
            }
            return List.of();
        }
    }

    /** Whether the state was not refused a write. */
    private <T> boolean serve(Term current, Situation situation, Request<T> request) {
        Decision<T> decision;
        try {
            decision = request.decide().apply(situation);
        } catch (RuntimeException | Error e) {
            request.fail(e);
            return true;
        }
        return write(current, situation.image(), request, decision, 0);
    }

    /** The decision's writes from this one on: nothing else is written in between, so they are decided as before. */
    private <T> boolean write(Term current, StateImage image, Request<T> request, Decision<T> decision, int number) {
        if (number == decision.writes().size()) {
            request.answer().complete(decision.answer());
            return true;
        }
        return write(
                current,
                image,
                decision.writes().get(number),
                () -> write(current, state.image(), request, decision, number + 1),
                request::fail);
    }

    /** Whether it is written. Where it is refused, somebody else may be the coordinator, or this agent be it anew. */
    private boolean write(
            Term current,
            StateImage image,
            List<StateRecord> records,
            BooleanSupplier whenActing,
            java.util.function.Consumer<RuntimeException> whenLost) {
        try {
            long end = log.append(
                    current.epoch(),
                    image.endOffset(),
                    EventLog.with(image, records, System.currentTimeMillis()).stream()
                            .map(StateRecord::toEntry)
                            .toList());
            pending = new Pending(end, whenActing, whenLost);
            if (refused.endsToldOf()) {
                LOG.info("the state is written again");
            }
            return true;
        } catch (ApiException e) {
            if (refused.isToBeTold(e.toString(), System.nanoTime())) {
                LOG.warn("a write to the state was refused, and is tried again: {}", e.getMessage());
            }
            whenLost.accept(new NotCoordinatorException("the state could not be written: " + e.getMessage()));
            return false;
        } catch (RuntimeException | Error e) {
            // whoever asked for it has an answer all the same
            whenLost.accept(new NotCoordinatorException(
                    "the write to the state failed (" + e + "); look whether it acts, and repeat it if not"));
            throw e;
        }
    }

    /** Another agent goes on from the log, in which the write may or may not have survived. */
    private void abandonPending() {
        Pending lost = pending;
        pending = null;
        if (lost != null) {
            lost.whenLost()
                    .accept(new NotCoordinatorException(
                            "the coordinator changed while this was written; look whether it acts, and repeat"
                                    + " it if not"));
        }
    }

    private void refuseAll() {
        for (Request<?> request = requests.poll(); request != null; request = requests.poll()) {
            request.fail(new NotCoordinatorException("this agent is not the coordinator"));
        }
    }

    @Override
    public void close() {
        closed = true;
        wake();
        Threads.end(thread);
    }
}
