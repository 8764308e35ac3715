// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.orbit.agent.broker.CoordinatorChannel;
import dev.orbit.agent.command.Command;
import dev.orbit.agent.command.Messages;
import dev.orbit.agent.command.Reply;
import dev.orbit.schemas.Json;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Carries calls to the coordinator, whichever agent that is. */
public final class CoordinatorCalls {

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    private static final String AGAIN = "Try again in a moment.";

    /** So long a call waits for another to end; each may take minutes. */
    private static final Duration WAIT_MAX = Duration.ofSeconds(5);

    private final BlockingQueue<Carrier> idle;
    private final Duration waitMax;
    private final BooleanSupplier ready;

    /** Carries one command at a time to the coordinator. */
    interface Carrier {
        CompletableFuture<String> call(String command);
    }

    /**
     * Over several channels: each carries one call at a time, and one that has a source asked may take long.
     *
     * @param ready whether this agent holds a lease
     */
    public CoordinatorCalls(List<CoordinatorChannel> channels, BooleanSupplier ready) {
        this(channels.stream().<Carrier>map(channel -> channel::call).toList(), WAIT_MAX, ready);
    }

    CoordinatorCalls(List<Carrier> carriers, Duration waitMax, BooleanSupplier ready) {
        this.idle = new ArrayBlockingQueue<>(carriers.size(), true, carriers);
        this.waitMax = waitMax;
        this.ready = ready;
    }

    Reply.Api health() {
        return ready.getAsBoolean()
                ? new Reply.Api(OK, "{\"status\":\"ok\"}")
                : notReady("this agent holds no lease yet.", AGAIN);
    }

    /** @param query encoded; null: none */
    Reply.Api call(String method, String path, String body, @Nullable String query) {
        try {
            String command = Json.MAPPER.writeValueAsString(new Command.ApiCall(method, path, body, query));
            Carrier channel = idle.poll(waitMax.toMillis(), TimeUnit.MILLISECONDS);
            if (channel == null) {
                return tooMany();
            }
            try {
                return Objects.requireNonNull(
                        Messages.read(channel.call(command).get(), Reply.Api.class), "the coordinator's reply");
            } finally {
                idle.add(channel);
            }
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return notReady(String.valueOf(cause == null ? e.getMessage() : cause.getMessage()), remedy(method));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return notReady("the agent is shutting down.", remedy(method));
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
        return ApiServer.refusal(UNAVAILABLE, "not_ready", message, remedy);
    }
}
