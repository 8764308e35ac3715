// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.stray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.link.LinkClients;
import dev.orbit.agent.link.Links;
import dev.orbit.agent.metrics.OrbitMetrics;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.StateHolder;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import dev.orbit.agent.state.StrayWrites;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.common.metrics.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Of a link whose source is not there: it is what the thread does about strays that matters. */
@Timeout(60)
class StrayCopiesTest {

    private final Metrics kafka = new Metrics();
    private final StateHolder state = new StateHolder();
    private final Links links =
            new Links(new LinkClients(name -> null), "destination", new OrbitMetrics(kafka), link -> 0);

    @BeforeEach
    void thereAreStrays() {
        Migration complete = new Migration.Complete(List.of(10L), 1);
        StrayWrites strays = StrayWrites.found("orders", "default", 1, 1).withStrayTopic(States.TOPIC_ID);
        state.applied(
                Stream.of(
                                StateRecord.of(States.link("default")),
                                StateRecord.of(States.topic("default", "orders", 1, complete)),
                                StateRecord.of(strays))
                        .map(StateRecord::toEntry)
                        .toList(),
                3);
        links.reconcile(state.image());
    }

    @AfterEach
    void close() {
        links.close();
        kafka.close();
    }

    @Test
    void itLooksAgainWhateverItMeetsWith() {
        AtomicInteger looks = new AtomicInteger();
        try (StrayCopies copies = copies(() -> {
            looks.incrementAndGet();
            throw new NoClassDefFoundError("made up");
        })) {
            copies.start();

            await().until(() -> looks.get() > 1);
        }
    }

    /** The interrupt of a thread that writes closes the file, and Kafka takes the log's directory for broken. */
    @Test
    void closingWaitsForALookAndDoesNotInterruptIt() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<String> written = new CopyOnWriteArrayList<>();
        StrayCopies copies = copies(() -> {
            writing.countDown();
            try {
                goOn.await();
                written.add("whole");
            } catch (InterruptedException e) {
                written.add("in part");
            }
        });
        copies.start();
        writing.await();

        CompletableFuture<Void> closed = CompletableFuture.runAsync(copies::close);
        await().during(Duration.ofMillis(300)).until(() -> written.isEmpty() && !closed.isDone());
        goOn.countDown();
        closed.get(10, TimeUnit.SECONDS);

        assertThat(written).containsExactly("whole");
    }

    private StrayCopies copies(Runnable look) {
        return new StrayCopies(
                state,
                links,
                partition -> {
                    look.run();
                    return Optional.empty();
                },
                (partition, producerId, producerEpoch, sequence) -> false);
    }
}
