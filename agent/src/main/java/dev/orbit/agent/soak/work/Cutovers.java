// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.work;

import dev.orbit.agent.lab.AgentApi;
import dev.orbit.agent.soak.history.ProxyUse;
import dev.orbit.schemas.AbortRequest;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.TopicProblem;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;

/** Asks the agent for migrations, and for their end. */
final class Cutovers {

    /** An agent that comes back is behind for a moment, and refuses. */
    private static final Duration ASKED_FOR = Duration.ofSeconds(12);

    private static final long INITIATE_PAUSE_MS = 400;
    /** A migration may be over in a second. */
    private static final long ABORT_PAUSE_MS = 100;

    private static final int PAGE_MAX = 200;

    private final AgentApi api;

    Cutovers(AgentApi api) {
        this.api = api;
    }

    /** @throws KafkaException if the topic is not MIGRATING then, as far as anybody knows */
    void initiate(ProxyUse.Initiate initiate) throws InterruptedException {
        InitiateRequest request = new InitiateRequest(
                null, List.of(initiate.topic()), null, false, null, null, initiate.timeoutSeconds());
        asked(() -> api.initiate(request).errors(), INITIATE_PAUSE_MS);
    }

    /** @throws KafkaException if nothing was rolled back, as far as anybody knows */
    void abort(ProxyUse.Abort abort) throws InterruptedException {
        AbortRequest request = new AbortRequest(null, List.of(abort.topic()), null);
        asked(() -> api.abort(request).errors(), ABORT_PAUSE_MS);
    }

    private static void asked(Supplier<List<TopicProblem>> call, long pauseMs) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + ASKED_FOR.toNanos();
        while (true) {
            String why;
            try {
                List<TopicProblem> problems = call.get();
                // a first try may have done it though its answer was lost, and COMPLETE is for ever
                if (problems.stream().allMatch(one -> one.problem().code().startsWith("already_"))) {
                    return;
                }
                why = problems.toString();
            } catch (UncheckedIOException | IllegalStateException e) {
                why = String.valueOf(e.getMessage());
            }
            if (System.nanoTime() > deadlineNanos) {
                throw new KafkaException(why.substring(0, Math.min(PAGE_MAX, why.length())));
            }
            TimeUnit.MILLISECONDS.sleep(pauseMs);
        }
    }
}
