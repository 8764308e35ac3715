// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.orbit.agent.broker.state.CoordinatorChannel;
import dev.orbit.agent.command.Command;
import dev.orbit.agent.command.Messages;
import dev.orbit.agent.command.Reply;
import dev.orbit.schemas.Json;
import dev.orbit.schemas.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Carries calls to the coordinator, whichever agent that is. */
public final class CoordinatorCalls {

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    private static final String AGAIN = "Try again in a moment.";

    /** So long a call waits for another to end; each may take minutes. */
    private static final Duration WAIT_MAX = Duration.ofSeconds(5);

    private final Duration waitMax;
    private final Supplier<Optional<Problem>> lack;

    /** Null until the agent is ready. */
    private volatile @Nullable BlockingQueue<Carrier> idle;

    /** Carries one command at a time to the coordinator. */
    interface Carrier {
        CompletableFuture<String> call(String command);
    }

    /**
     * Of an agent that is not ready yet, and carries none.
     *
     * @param lack what the agent waits for; empty once it holds a lease
     */
    public CoordinatorCalls(Supplier<Optional<Problem>> lack) {
        this(WAIT_MAX, lack);
    }

    CoordinatorCalls(Duration waitMax, Supplier<Optional<Problem>> lack) {
        this.waitMax = waitMax;
        this.lack = lack;
    }

    /** From now on calls are carried. Each channel carries one at a time, and one that has a source asked may take long. */
    public void ready(List<CoordinatorChannel> channels) {
        carriedBy(channels.stream().<Carrier>map(channel -> channel::call).toList());
    }

    void carriedBy(List<Carrier> carriers) {
        idle = new ArrayBlockingQueue<>(carriers.size(), true, carriers);
    }

    Reply.Api health() {
        return lack.get()
                .map(CoordinatorCalls::refused)
                .orElseGet(() -> idle == null ? aboutToBeReady() : new Reply.Api(OK, "{\"status\":\"ok\"}"));
    }

    /** It holds a lease, and has not read all that was decided before. */
    private static Reply.Api aboutToBeReady() {
        return notReady("this agent is about to be ready.", AGAIN);
    }

    /** @param query encoded; null: none */
    Reply.Api call(String method, String path, String body, @Nullable String query) {
        BlockingQueue<Carrier> carriers = idle;
        return carriers == null
                ? lack.get().map(CoordinatorCalls::refused).orElseGet(CoordinatorCalls::aboutToBeReady)
                : carry(carriers, new Command.ApiCall(method, path, body, query));
    }

    private Reply.Api carry(BlockingQueue<Carrier> carriers, Command.ApiCall call) {
        try {
            String command = Json.MAPPER.writeValueAsString(call);
            Carrier channel = carriers.poll(waitMax.toMillis(), TimeUnit.MILLISECONDS);
            if (channel == null) {
                return tooMany();
            }
            try {
                return Objects.requireNonNull(
                        Messages.read(channel.call(command).get(), Reply.Api.class), "the coordinator's reply");
            } finally {
                carriers.add(channel);
            }
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return notReady(String.valueOf(cause == null ? e.getMessage() : cause.getMessage()), remedy(call.method()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return notReady("the agent is shutting down.", remedy(call.method()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a command or its reply cannot be read", e);
        }
    }

    /** Nothing was sent. */
    static Reply.Api tooMany() {
        return ApiServer.refusal(
                UNAVAILABLE,
                "too_many_calls",
                "this agent carries no more calls to the coordinator at a time: all of them wait for an answer.",
                AGAIN);
    }

    /** A change may have been made though nobody could say so. */
    private static String remedy(String method) {
        return method.equals("GET")
                ? AGAIN
                : "Look whether it was done (orbit status, or orbit plan), and repeat it if not.";
    }

    private static Reply.Api notReady(String message, String remedy) {
        return refused(new Problem("not_ready", message, null, remedy));
    }

    private static Reply.Api refused(Problem problem) {
        return ApiServer.refusal(UNAVAILABLE, problem.code(), problem.message(), problem.remedy());
    }
}
