// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.orbit.agent.broker.request.CommandHandler;
import dev.orbit.agent.broker.state.StateLog;
import dev.orbit.agent.clock.Moment;
import dev.orbit.agent.command.Command;
import dev.orbit.agent.command.Messages;
import dev.orbit.agent.command.Reply;
import dev.orbit.agent.coordinator.access.SourceAccess;
import dev.orbit.agent.coordinator.core.CoordinatorLoop;
import dev.orbit.agent.coordinator.core.Decision;
import dev.orbit.agent.coordinator.core.Term;
import dev.orbit.agent.coordinator.destination.AclDestination;
import dev.orbit.agent.coordinator.destination.ClusterSettings;
import dev.orbit.agent.coordinator.destination.Destination;
import dev.orbit.agent.coordinator.destination.GroupDestination;
import dev.orbit.agent.coordinator.request.ApiCalls;
import dev.orbit.agent.coordinator.request.Documents;
import dev.orbit.agent.coordinator.request.Failovers;
import dev.orbit.agent.coordinator.request.Migrations;
import dev.orbit.agent.coordinator.request.Resyncs;
import dev.orbit.agent.coordinator.request.SnapshotReader;
import dev.orbit.agent.coordinator.request.Validation;
import dev.orbit.agent.coordinator.source.AclSources;
import dev.orbit.agent.coordinator.source.BrokerSettings;
import dev.orbit.agent.coordinator.source.GroupSources;
import dev.orbit.agent.coordinator.source.SourceQueries;
import dev.orbit.agent.state.AgentRegistration;
import dev.orbit.agent.state.StateHolder;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.threads.Threads;
import dev.orbit.schemas.Json;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Wires the room together, and serves the commands of the agents. */
public final class Coordinator implements CommandHandler, AutoCloseable {

    private static final int ASKING_THREADS = 4;
    private static final int CUTOVER_THREADS = 4;
    private static final int COPYING_THREADS = 2;
    private static final int CALLS_MAX = 8;

    private final Duties duties;
    private final long leaseMs;
    private final StateLog log;
    private final StateHolder state;
    private final CoordinatorLoop loop;
    private final ApiCalls api;
    private final ExecutorService asking;

    /** Of its own: what is asked of a source that does not answer takes its time, and a closed gate must not wait for it. */
    private final ExecutorService cutover;

    /** Of its own: many groups and ACLs take their time, and whoever looks at a source must not wait for them. */
    private final ExecutorService copying;

    private final ExecutorService calls;

    /**
     * The cluster that this coordinator decides for.
     *
     * @param leaseMs longer than the state topic takes to change its leader
     * @param refreshMs how often sources are looked at
     */
    public record Settings(String clusterId, int agentId, long leaseMs, long refreshMs) {}

    /** What is asked of source clusters. */
    public record Sources(
            SourceQueries topics, GroupSources groups, BrokerSettings settings, SourceAccess access, AclSources acls) {}

    /** What is asked of the destination cluster. */
    public record Destinations(
            Destination topics, GroupDestination groups, ClusterSettings settings, AclDestination acls) {}

    public Coordinator(Settings settings, StateLog log, StateHolder state, Sources sources, Destinations destinations) {
        this.leaseMs = settings.leaseMs();
        this.log = log;
        this.state = state;
        this.asking = Threads.pool("orbit-asking", ASKING_THREADS);
        this.cutover = Threads.pool("orbit-cutover", CUTOVER_THREADS);
        this.copying = Threads.pool("orbit-copying", COPYING_THREADS);
        this.calls = Threads.pool("orbit-api-call", CALLS_MAX);
        Predicate<String> exists =
                name -> destinations.topics().partitionCount(name).isPresent();
        Duties.Pools pools = new Duties.Pools(asking, cutover, copying, this::wake);
        this.duties = Duties.of(settings, sources, destinations, state::image, exists, pools);
        this.loop = new CoordinatorLoop(log, state, duties.inOrder(), TimeUnit.MILLISECONDS.toNanos(leaseMs));
        this.api = new ApiCalls(
                state,
                loop,
                new Documents(
                        state,
                        loop,
                        sources.topics(),
                        settings.clusterId(),
                        exists,
                        duties.reports().links()),
                new Migrations(loop, duties.reports().links()),
                new Resyncs(loop, duties.reports().links()),
                duties.diagnostics(),
                new Failovers(
                        loop, destinations.topics()::topicId, duties.reports().deletions()::isUnderWay),
                new SnapshotReader(duties.reports(), settings.clusterId(), settings.agentId()),
                new Validation(
                        state, sources.access(), sources.topics(), settings.clusterId(), settings.agentId(), exists));
    }

    public void start() {
        loop.start();
    }

    /** How many topics of a link cannot be mirrored; NaN where another agent is the coordinator. */
    public double unmirroredTopics(String link) {
        return loop.term() == null
                ? Double.NaN
                : duties.reports().topics().refused(link).size();
    }

    /** This agent may have become the coordinator, or ceased to be it. */
    public void leadersChanged() {
        wake();
    }

    private void wake() {
        loop.wake();
    }

    @Override
    public CompletableFuture<String> handle(String command) {
        @Nullable Command parsed;
        try {
            parsed = Messages.read(command, Command.class);
        } catch (JsonProcessingException e) {
            return CompletableFuture.failedFuture(new NotACommandException(e.getOriginalMessage()));
        }
        if (parsed == null) {
            return CompletableFuture.failedFuture(new NotACommandException("of no kind that this version knows"));
        }
        Term term = loop.term();
        if (term == null) {
            return CompletableFuture.failedFuture(new NotCoordinatorException(
                    "this agent is not the coordinator, or has not read the state to its end yet"));
        }
        if (parsed instanceof Command.Heartbeat heartbeat) {
            return reply(CompletableFuture.completedFuture(renew(term, heartbeat)));
        }
        if (parsed instanceof Command.Register register) {
            return reply(register(register));
        }
        return reply(serve((Command.ApiCall) parsed));
    }

    private CompletableFuture<Reply.Api> serve(Command.ApiCall call) {
        CompletableFuture<Reply.Api> answer = new CompletableFuture<>();
        calls.execute(() -> {
            try {
                var unused = api.serve(call).whenComplete((reply, failure) -> {
                    if (failure == null) {
                        answer.complete(reply);
                    } else {
                        answer.completeExceptionally(failure);
                    }
                });
            } catch (RuntimeException | Error e) {
                // whoever asked would wait for ever
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private Reply.Heartbeat renew(Term term, Command.Heartbeat heartbeat) {
        boolean renewed = term.members().renew(heartbeat, System.nanoTime());
        loop.wake();
        return new Reply.Heartbeat(
                renewed,
                leaseMs,
                sinceLedMs(term.epoch()),
                term.epoch(),
                state.image().endOffset());
    }

    /** Rounded up: what is claimed of a moment must hold then. */
    private @Nullable Long sinceLedMs(int epoch) {
        Optional<Moment> led = log.led(epoch);
        return led.isEmpty() ? null : Long.valueOf(led.get().msUntil(Moment.now()));
    }

    private CompletableFuture<Reply.Registered> register(Command.Register register) {
        AgentRegistration agent = new AgentRegistration(register.agent(), register.incarnation());
        return loop.submit(situation -> {
                    situation.members().registered(agent, situation.nowNanos());
                    return Decision.whole(List.of(StateRecord.of(agent)), agent);
                })
                .thenApply(registered -> new Reply.Registered());
    }

    private static CompletableFuture<String> reply(CompletableFuture<?> answer) {
        return answer.thenApply(value -> {
            try {
                return Json.MAPPER.writeValueAsString(value);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("cannot write " + value, e);
            }
        });
    }

    @Override
    public void close() {
        loop.close();
        asking.shutdownNow();
        cutover.shutdownNow();
        copying.shutdownNow();
        calls.shutdownNow();
    }
}
