// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.broker.request.CommandHandler.NotCoordinatorException;
import dev.orbit.agent.broker.state.StateLog;
import dev.orbit.agent.clock.Moment;
import dev.orbit.agent.state.AgentRegistration;
import dev.orbit.agent.state.StateHolder;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import dev.orbit.agent.trial.LoggedLines;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A leadership that moves, and replicas that are too few, while the coordinator decides. */
@Timeout(60)
class CoordinatorLoopTest {

    private static final AgentRegistration AGENT = new AgentRegistration(1, "first");
    private static final long LEASE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final StateHolder state = new StateHolder();
    private final Log log = new Log();

    /** Of the duty that comes first. */
    private volatile Runnable firstDuty = () -> {};

    /** Has the agent registered. */
    private final CoordinatorLoop loop = new CoordinatorLoop(
            log,
            state,
            List.of(
                    situation -> {
                        firstDuty.run();
                        return List.of();
                    },
                    situation -> situation.image().agents().isEmpty() ? List.of(StateRecord.of(AGENT)) : List.of()),
            LEASE_NANOS);

    @AfterEach
    void stop() {
        loop.close();
    }

    /** What is written acts at once. */
    private final class Log implements StateLog {

        private final List<Integer> appends = new ArrayList<>();
        private final List<Long> appendsAtNanos = new ArrayList<>();
        private int epoch = 8;
        private boolean commits = true;
        private volatile long sinceLedMs;
        private Runnable beforeAppend = () -> {};

        @Override
        public synchronized OptionalInt epoch() {
            return OptionalInt.of(epoch);
        }

        @Override
        public Optional<Moment> led(int epoch) {
            return Optional.of(Moment.now().plusMs(-sinceLedMs));
        }

        @Override
        public synchronized boolean isCommitted(int epoch, long endOffset) {
            return commits && this.epoch == epoch;
        }

        @Override
        public long endOffset() {
            return state.image().endOffset();
        }

        @Override
        public synchronized long append(int epoch, long offset, List<Entry> entries) {
            appends.add(epoch);
            appendsAtNanos.add(System.nanoTime());
            beforeAppend.run();
            if (this.epoch != epoch) {
                throw new NotLeaderOrFollowerException("not the coordinator of epoch " + epoch + " any more");
            }
            long end = offset + entries.size();
            state.applied(entries, end);
            return end;
        }

        synchronized List<Integer> appends() {
            return List.copyOf(appends);
        }
    }

    @Test
    void goesOnUnderTheNextEpochWhenItIsElectedAnewWhileItDecides() {
        log.beforeAppend = () -> log.epoch = 9;

        loop.start();

        await().until(() -> !state.image().agents().isEmpty());
        assertThat(log.appends()).as("epochs of the writes").containsExactly(8, 9);
    }

    @Test
    void aRequestWhoseWriteIsRefusedFailsAndTheNextIsServed() throws Exception {
        loop.start();
        await().until(() -> !state.image().agents().isEmpty());
        log.beforeAppend = () -> log.epoch = 9;

        CompletableFuture<String> refused = loop.submit(situation -> decided("refused"));
        CompletableFuture<String> served = loop.submit(situation -> decided("served"));

        assertThatThrownBy(() -> refused.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(NotCoordinatorException.class)
                .hasMessageContaining("not the coordinator of epoch 8 any more");
        assertThat(served.get(30, TimeUnit.SECONDS)).isEqualTo("served");
    }

    /** The state is read from its successor, which this agent does not know yet, and which has written at the same offsets. */
    @Test
    void aRequestIsNotAnsweredAsDoneBeforeItsOwnWriteIsCommitted() throws Exception {
        loop.start();
        await().until(() -> !state.image().agents().isEmpty());
        synchronized (log) {
            log.commits = false;
        }
        CompletableFuture<String> lost = loop.submit(situation -> decided("lost"));
        await().until(() -> log.appends().size() == 2);
        assertThatThrownBy(() -> lost.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);

        synchronized (log) {
            log.epoch = 9;
        }

        assertThatThrownBy(() -> lost.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(NotCoordinatorException.class)
                .hasMessageContaining("the coordinator changed");
    }

    private static Decision<String> ofManyTopics() {
        return Decision.ofTopics(
                IntStream.range(0, 1_000)
                        .mapToObj(number -> List.of(States.matched("default", "t-" + number, 3)))
                        .toList(),
                "done");
    }

    /** One write takes so much; an API call may be about all topics there are. */
    @Test
    void whatOneWriteDoesNotTakeFollowsBeforeAnythingElseIsDecided() throws Exception {
        loop.start();
        await().until(() -> !state.image().agents().isEmpty());

        CompletableFuture<String> many = loop.submit(situation -> ofManyTopics());
        CompletableFuture<Integer> next = loop.submit(situation ->
                Decision.whole(List.of(), situation.image().topics().size()));

        assertThat(next.get(30, TimeUnit.SECONDS)).isEqualTo(1_000);
        assertThat(many).isCompletedWithValue("done");
        assertThat(log.appends()).hasSize(1 + 3);
    }

    @Test
    void aRequestThatIsWrittenInPartFails() throws Exception {
        loop.start();
        await().until(() -> !state.image().agents().isEmpty());
        log.beforeAppend = () -> log.epoch = log.appends.size() == 3 ? 9 : log.epoch;

        CompletableFuture<String> lost = loop.submit(situation -> ofManyTopics());

        assertThatThrownBy(() -> lost.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(NotCoordinatorException.class);
        assertThat(state.image().topics()).hasSize(400);
        assertThat(loop.submit(situation -> decided("served")).get(30, TimeUnit.SECONDS))
                .isEqualTo("served");
    }

    /** Also one of the JVM: a coordinator that never decides again keeps its lease. */
    @Test
    void anErrorEndsADecisionAndNotTheCoordinator() {
        log.beforeAppend = () -> {
            log.beforeAppend = () -> {};
            throw new StackOverflowError("made up");
        };

        loop.start();

        await().until(() -> !state.image().agents().isEmpty());
    }

    /** Else one topic that nobody thought of would stop all others for ever. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDutyThatFailsLeavesTheOthersToTheirs(boolean isError) {
        firstDuty = () -> {
            if (isError) {
                throw new StackOverflowError("made up");
            }
            throw new IndexOutOfBoundsException("made up");
        };

        loop.start();

        await().atMost(10, TimeUnit.SECONDS).until(() -> !state.image().agents().isEmpty());
    }

    @Test
    void aRequestThatEndsInAnErrorFails() {
        loop.start();
        await().until(() -> !state.image().agents().isEmpty());

        CompletableFuture<String> failed = loop.submit(situation -> {
            throw new StackOverflowError("made up");
        });

        assertThatThrownBy(() -> failed.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(StackOverflowError.class);
    }

    @Test
    void aRequestWhoseWriteEndsInAnErrorFails() {
        loop.start();
        await().until(() -> !state.image().agents().isEmpty());
        log.beforeAppend = () -> {
            throw new StackOverflowError("made up");
        };

        CompletableFuture<String> failed = loop.submit(situation -> decided("failed"));

        assertThatThrownBy(() -> failed.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(NotCoordinatorException.class)
                .hasMessageContaining("made up");
    }

    /** Without it, one that fetches no more but lives would count as in sync for ever, and no lease be renewed. */
    @Test
    void writesForFollowersToTakeWhereTheyAreNotSeenToFollow() {
        loop.start();
        await().until(() -> !state.image().agents().isEmpty());
        assertThat(log.appends()).hasSize(1);

        log.sinceLedMs = TimeUnit.SECONDS.toMillis(60);

        await().atMost(20, TimeUnit.SECONDS).until(() -> log.appends().size() >= 2);
        assertThat(state.image().agents()).containsOnlyKeys(AGENT.id());
        assertThat(state.image().agents().get(AGENT.id())).isEqualTo(AGENT);
    }

    /** Else its registration stays, and whoever waits for every agent waits for ever. */
    @Test
    void anAgentWhoseRemovalWasRefusedIsRemovedAllTheSame() {
        state.applied(List.of(StateRecord.of(AGENT).toEntry()), 1);
        log.beforeAppend = () -> {
            if (log.appends.size() < 2) {
                throw new NotEnoughReplicasException("1 of 2");
            }
        };
        CoordinatorLoop waiting = new CoordinatorLoop(log, state, List.of(new MemberRemoval()), 1);

        waiting.start();

        await().atMost(10, TimeUnit.SECONDS).until(() -> state.image().agents().isEmpty());
        waiting.close();
    }

    /** It is tried again many times a second. */
    @Test
    void aRefusalOfTheStateIsToldOnceAndThatItIsOver() throws Exception {
        log.beforeAppend = () -> {
            if (log.appends.size() < 5) {
                throw new NotEnoughReplicasException("1 of 2");
            }
        };
        try (LoggedLines logged = new LoggedLines(CoordinatorLoop.class)) {
            loop.start();
            await().until(() -> !state.image().agents().isEmpty());
            await().until(() -> logged.lines().contains("INFO the state is written again"));
            assertThat(logged.lines())
                    .filteredOn(line -> line.startsWith("WARN"))
                    .containsExactly("WARN a write to the state was refused, and is tried again: 1 of 2");

            log.beforeAppend = () -> {
                log.beforeAppend = () -> {};
                throw new NotEnoughReplicasException("1 of 2");
            };
            assertThatThrownBy(
                            () -> loop.submit(situation -> decided("refused")).get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(NotCoordinatorException.class);
            assertThat(logged.lines())
                    .filteredOn(line -> line.startsWith("WARN"))
                    .hasSize(2);
        }
    }

    /** What is over with a term is another thing in the next. */
    @Test
    void aRefusalIsToldAnewInTheNextTerm() {
        log.beforeAppend = () -> {
            log.epoch = log.appends.size() < 3 ? 8 : 9;
            if (log.appends.size() < 6) {
                throw new NotEnoughReplicasException("1 of 2");
            }
        };
        try (LoggedLines logged = new LoggedLines(CoordinatorLoop.class)) {
            loop.start();
            await().until(() -> !state.image().agents().isEmpty());

            assertThat(logged.lines())
                    .filteredOn(line -> line.startsWith("WARN"))
                    .hasSize(2);
        }
    }

    @Test
    void aDecisionThatFailsOnAndOnIsToldOnce() throws Exception {
        log.beforeAppend = () -> {
            if (log.appends.size() < 4) {
                throw new IllegalStateException("made up");
            }
        };
        try (LoggedLines logged = new LoggedLines(CoordinatorLoop.class)) {
            loop.start();
            await().until(() -> !state.image().agents().isEmpty());
            assertThat(logged.lines())
                    .filteredOn(line -> line.startsWith("ERROR"))
                    .containsExactly("ERROR the coordinator could not decide; it tries again");
        }
    }

    /** Kafka takes a log directory for failed where a thread is interrupted that writes to it. */
    @Test
    void isNotInterruptedWhileItWrites() throws Exception {
        CountDownLatch writes = new CountDownLatch(1);
        CompletableFuture<Boolean> wasInterrupted = new CompletableFuture<>();
        log.beforeAppend = () -> {
            writes.countDown();
            try {
                // long enough for whoever would interrupt it
                wasInterrupted.complete(new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                wasInterrupted.complete(true);
            }
        };
        loop.start();
        writes.await();

        loop.close();

        assertThat(wasInterrupted).isCompletedWithValue(false);
    }

    private static Decision<String> decided(String answer) {
        return Decision.whole(List.of(StateRecord.of(AGENT)), answer);
    }

    @Test
    void whileReplicasAreTooFewItTriesAgainFromTimeToTime() {
        log.beforeAppend = () -> {
            if (log.appends.size() < 4) {
                throw new NotEnoughReplicasException("1 of 2");
            }
        };

        loop.start();

        await().until(() -> !state.image().agents().isEmpty());
        assertThat(log.appends()).hasSize(4);
        assertThat(log.appendsAtNanos.get(3) - log.appendsAtNanos.get(0))
                .as("from the first to the last, in nanoseconds")
                .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(400));
    }
}
