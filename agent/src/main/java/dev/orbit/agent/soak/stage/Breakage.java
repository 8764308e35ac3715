// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.stage;

import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.lab.TcpProxy;
import dev.orbit.agent.soak.history.Fault;
import dev.orbit.agent.soak.history.Fault.Member;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Breaks things and mends them: each process and each proxy on a thread of its own, one fault after the other. */
public final class Breakage implements AutoCloseable {

    /** A process that does not come back within this is a finding. */
    private static final int HEALED_WITHIN_S = 600;

    private final Stage stage;
    private final Map<Member, ExecutorService> processes = new EnumMap<>(Member.class);
    private final Map<Integer, ExecutorService> proxies = new HashMap<>();
    private final List<Future<?>> underWay = new ArrayList<>();

    public Breakage(Stage stage) {
        this.stage = stage;
    }

    /** Begins a fault, which ends by itself. */
    public synchronized void begin(Fault fault) {
        if (fault instanceof Fault.Halt halt) {
            underWay.add(
                    processes.computeIfAbsent(halt.member(), member -> thread()).submit(() -> halt(halt)));
        } else if (fault instanceof Fault.Disturb disturb) {
            underWay.add(
                    proxies.computeIfAbsent(disturb.node(), node -> thread()).submit(() -> disturb(disturb)));
        }
    }

    /**
     * Waits for the end of all faults.
     *
     * @throws IllegalStateException if a process does not come back; the message has the end of its log
     */
    public synchronized void awaitHealed() {
        for (Future<?> fault : underWay) {
            try {
                fault.get(HEALED_WITHIN_S, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw new IllegalStateException(
                        "A process did not come back: " + (e.getCause() == null ? e : e.getCause()).getMessage(), e);
            } catch (TimeoutException e) {
                throw new IllegalStateException(
                        "A process did not come back within " + HEALED_WITHIN_S + " s of its halt.", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted.", e);
            }
        }
        underWay.clear();
    }

    private void halt(Fault.Halt halt) {
        if (halt.member() == Member.AGENT) {
            halt(stage.agent(), halt);
        } else {
            halt(stage.source().broker(halt.member() == Member.BROKER_1 ? 1 : 2), halt);
        }
    }

    private static void halt(AgentProcess agent, Fault.Halt halt) {
        switch (halt.how()) {
            case KILL -> down(halt.ms(), agent::kill, agent::restart);
            case STOP -> down(halt.ms(), agent::stop, agent::restart);
            case SUSPEND -> down(halt.ms(), agent::suspend, agent::resume);
        }
    }

    private static void halt(StockBrokerProcess broker, Fault.Halt halt) {
        switch (halt.how()) {
            case KILL -> down(halt.ms(), broker::kill, broker::restart);
            case STOP -> down(halt.ms(), broker::stop, broker::restart);
            case SUSPEND -> down(halt.ms(), broker::suspend, broker::resume);
        }
    }

    private void disturb(Fault.Disturb disturb) {
        TcpProxy proxy = stage.proxy(disturb.node());
        Runnable begin = switch (disturb.how()) {
            case CUT -> proxy::cut;
            case STALL -> proxy::stall;
            case THROTTLE -> () -> proxy.throttle(Fault.Disturbance.THROTTLED_BYTES_PER_SECOND);
        };
        down(disturb.ms(), begin, proxy::heal);
    }

    private static void down(int ms, Runnable begin, Runnable end) {
        begin.run();
        try {
            TimeUnit.MILLISECONDS.sleep(ms);
            end.run();
        } catch (InterruptedException e) {
            // the program ends, and the teardown with it
            Thread.currentThread().interrupt();
        }
    }

    private static ExecutorService thread() {
        return Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "breakage");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void close() {
        processes.values().forEach(ExecutorService::shutdownNow);
        proxies.values().forEach(ExecutorService::shutdownNow);
    }
}
