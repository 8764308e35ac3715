// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.orbit.agent.broker.CoordinatorChannel;
import dev.orbit.agent.command.Command;
import dev.orbit.agent.command.Reply;
import dev.orbit.schemas.Json;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;

/** Carries calls to the coordinator, whichever agent that is. */
public final class CoordinatorCalls {

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final BlockingQueue<CoordinatorChannel> idle;
    private final BooleanSupplier ready;

    /**
     * Over several channels: each carries one call at a time, and one that has a source asked may take long.
     *
     * @param ready whether this agent holds a lease
     */
    public CoordinatorCalls(List<CoordinatorChannel> channels, BooleanSupplier ready) {
        this.idle = new ArrayBlockingQueue<>(channels.size(), true, channels);
        this.ready = ready;
    }

    Reply.Api health() {
        return ready.getAsBoolean()
                ? new Reply.Api(OK, "{\"status\":\"ok\"}")
                : notReady("this agent holds no lease yet.");
    }

    Reply.Api call(String method, String path, String body) {
        try {
            String command = Json.MAPPER.writeValueAsString(new Command.ApiCall(method, path, body));
            CoordinatorChannel channel = idle.take();
            try {
                return Json.MAPPER.readValue(channel.call(command).get(), Reply.Api.class);
            } finally {
                idle.add(channel);
            }
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return notReady(String.valueOf(cause == null ? e.getMessage() : cause.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return notReady("the agent is shutting down.");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a command or its reply cannot be read", e);
        }
    }

    private static Reply.Api notReady(String message) {
        return ApiServer.refusal(UNAVAILABLE, "not_ready", message, "Try again in a moment.");
    }
}
