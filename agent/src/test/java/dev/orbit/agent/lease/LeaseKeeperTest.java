// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.orbit.agent.clock.Moment;
import dev.orbit.agent.command.Command;
import dev.orbit.agent.command.Command.DenialReport;
import dev.orbit.agent.command.Command.GateClosed;
import dev.orbit.agent.command.Command.LinkReport;
import dev.orbit.agent.command.Command.PartitionReport;
import dev.orbit.agent.command.Command.StraysReport;
import dev.orbit.agent.command.Command.WritesReport;
import dev.orbit.agent.command.Messages;
import dev.orbit.agent.command.Reply;
import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.state.AgentRegistration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateHolder;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.trial.LoggedLines;
import dev.orbit.schemas.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseKeeperTest {

    private static final int AGENT = 1;
    private static final int EPOCH = 7;
    private static final long LEASE_MS = 60_000;
    private static final String TOPIC_ID = "AAAAAAAAAAAAAAAAAAAAAQ";
    private static final String REPLICAS = "it lies at brokers [1, 2], of which [1] run and [1] are in sync";
    private static final Duration WITHIN = Duration.ofSeconds(20);

    private final StateHolder state = new StateHolder();
    private final Members members = new Members(TimeUnit.MILLISECONDS.toNanos(LEASE_MS), List.of(), System.nanoTime());

    /** How much the wall clock is ahead of what it would show had the machine not slept. */
    private final AtomicLong sleptMs = new AtomicLong();

    private final LeaseKeeper keeper =
            new LeaseKeeper(AGENT, state, this::answer, new AtRest(), () -> REPLICAS, this::now);

    /** See {@link Reply.Heartbeat}. */
    private volatile @Nullable Long sinceLedMs = 0L;

    /** Why there is no coordinator. */
    private volatile @Nullable String unavailable;

    private final AtomicBoolean failsOnce = new AtomicBoolean();

    private Moment now() {
        return new Moment(System.nanoTime(), System.currentTimeMillis() + sleptMs.get());
    }

    @AfterEach
    void stop() {
        keeper.close();
    }

    /** The coordinator's part, with its own knowledge of members. */
    private CompletableFuture<String> answer(String command) {
        if (failsOnce.getAndSet(false)) {
            throw new StackOverflowError("made up");
        }
        if (unavailable != null) {
            return CompletableFuture.failedFuture(new IllegalStateException(unavailable));
        }
        try {
            Command said = Messages.read(command, Command.class);
            if (said instanceof Command.Register register) {
                AgentRegistration agent = new AgentRegistration(register.agent(), register.incarnation());
                members.registered(agent, System.nanoTime());
                record(StateRecord.of(agent));
                return reply(new Reply.Registered());
            }
            boolean registered = members.renew((Command.Heartbeat) said, System.nanoTime());
            return reply(new Reply.Heartbeat(
                    registered, LEASE_MS, sinceLedMs, EPOCH, state.image().endOffset()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CompletableFuture<String> reply(Object reply) throws IOException {
        return CompletableFuture.completedFuture(Json.MAPPER.writeValueAsString(reply));
    }

    private void record(StateRecord record) {
        state.applied(List.of(record.toEntry()), state.image().endOffset() + 1);
    }

    /** As if its lease had run out. */
    private void strikeOff() {
        assertThat(members.removeSilent(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LEASE_MS)))
                .containsExactly(AGENT);
        record(StateRecord.removal(StateRecord.Kind.AGENT, Integer.toString(AGENT)));
    }

    private boolean isKnown() {
        return members.partition(TOPIC_ID, "orders", 0).isPresent();
    }

    /** Also one of the JVM: without a lease nothing would ever be forwarded again. */
    @Test
    void anErrorEndsAHeartbeatAndNotTheLease() {
        failsOnce.set(true);

        keeper.start();

        await().atMost(WITHIN).until(keeper::isValid);
    }

    /** It may be one that was deposed long ago, and has not heard of that. */
    @Test
    void whoeverIsNotKnownToBeTheCoordinatorGrantsNothingAndConfirmsNothing() throws Exception {
        sinceLedMs = null;
        BlockingQueue<Long> confirmed = new LinkedBlockingQueue<>();
        keeper.onConfirmed(confirmed::add);
        keeper.start();
        await().atMost(WITHIN).until(this::isKnown);
        keeper.wake();
        await().atMost(WITHIN).during(Duration.ofSeconds(1)).until(() -> !keeper.isValid() && confirmed.isEmpty());

        sinceLedMs = 0L;
        keeper.wake();

        await().atMost(WITHIN).until(() -> keeper.isValid() && !confirmed.isEmpty());
    }

    @Test
    void whatKeepsItFromALeaseIsKnown() {
        assertThat(keeper.lack()).get().asString().contains("no heartbeat is answered yet", "Try again", "not_ready");

        unavailable = "topic __orbit_state has no leader";
        keeper.start();
        awaitLack("holds no lease: topic __orbit_state has no leader", "start the agents that do not run");

        unavailable = null;
        sinceLedMs = null;
        awaitLack("enough replicas of the state follow it: " + REPLICAS, "up to offset " + 1);

        sinceLedMs = 0L;
        keeper.wake();
        await().atMost(WITHIN).until(() -> keeper.lack().isEmpty());
    }

    @Test
    void aLeaseThatRunsOutIsToldWithTheReasonAndWhatFollowsOncePerReason() {
        try (LoggedLines logged = new LoggedLines(LeaseKeeper.class)) {
            sinceLedMs = LEASE_MS - 5_000;
            keeper.start();
            await().atMost(WITHIN).until(keeper::isValid);

            unavailable = "topic __orbit_state has no leader";

            await().atMost(WITHIN).until(() -> warnings(logged).size() == 1);
            assertThat(warnings(logged)).containsExactly("""
                WARN this agent's lease has run out: it forwards nothing until the coordinator renews it: \
                topic __orbit_state has no leader\
                """);
            await().atMost(WITHIN)
                    .during(Duration.ofMillis(5_500))
                    .until(() -> warnings(logged).size() == 1);
            unavailable = "no answer from broker 2";
            await().atMost(WITHIN).until(() -> warnings(logged).size() == 2);
            assertThat(warnings(logged).get(1)).endsWith("waits for one and forwards nothing: no answer from broker 2");

            unavailable = null;
            sinceLedMs = 0L;
            await().atMost(WITHIN).until(keeper::isValid);
            await().atMost(WITHIN)
                    .until(() -> logged.lines().stream()
                                    .filter("INFO this agent holds a lease"::equals)
                                    .count()
                            == 2);
            assertThat(warnings(logged)).hasSize(2);
        }
    }

    private static List<String> warnings(LoggedLines logged) {
        return logged.lines().stream().filter(line -> line.startsWith("WARN")).toList();
    }

    private void awaitLack(String... words) {
        await().atMost(WITHIN)
                .untilAsserted(() -> assertThat(keeper.lack()).get().asString().contains(words));
    }

    @Test
    void aLeaseCountsFromWhenNobodyElseWasTheCoordinator() throws Exception {
        sinceLedMs = LEASE_MS - 1_500;
        BlockingQueue<Long> confirmed = new LinkedBlockingQueue<>();
        keeper.onConfirmed(confirmed::add);
        keeper.start();
        await().atMost(WITHIN).until(keeper::isValid);

        sinceLedMs = LEASE_MS;
        keeper.wake();

        await().atMost(WITHIN).until(() -> !keeper.isValid());
        long beforeNanos = System.nanoTime() - Objects.requireNonNull(confirmed.poll(20, TimeUnit.SECONDS));
        assertThat(TimeUnit.NANOSECONDS.toMillis(beforeNanos)).isGreaterThanOrEqualTo(LEASE_MS - 1_500);
    }

    /** Of one that was long on its way, the coordinator may have waited for the end before the answer was here. */
    @Test
    void aLeaseCountsFromTheSendingAndNotFromTheAnswer() throws Exception {
        sinceLedMs = LEASE_MS - 400;
        Executor late = CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS);
        BlockingQueue<Boolean> isValidWhenAnswered = new LinkedBlockingQueue<>();
        try (LeaseKeeper slow = new LeaseKeeper(
                AGENT,
                state,
                command -> answer(command).thenApplyAsync(reply -> reply, late),
                new AtRest(),
                () -> REPLICAS)) {
            slow.onConfirmed(unused -> isValidWhenAnswered.add(slow.isValid()));
            slow.start();
            assertThat(isValidWhenAnswered.poll(20, TimeUnit.SECONDS)).isFalse();

            sinceLedMs = 0L;

            await().atMost(WITHIN).until(slow::isValid);
        }
    }

    /** The monotonic clock stood still: by it, the lease of one that was struck off meanwhile would hold. */
    @Test
    void aLeaseRunsOutWhileTheMachineSleeps() {
        keeper.start();
        await().atMost(WITHIN).until(keeper::isValid);
        BooleanSupplier held = keeper.held();
        unavailable = "topic __orbit_state has no leader";

        sleptMs.addAndGet(LEASE_MS);

        assertThat(keeper.isValid()).isFalse();
        assertThat(held.getAsBoolean()).isFalse();
        unavailable = null;
        await().atMost(WITHIN).until(keeper::isValid);

        // a clock that is put back prolongs nothing, and takes nothing away
        sleptMs.set(0);
        assertThat(keeper.isValid()).isTrue();
        sinceLedMs = LEASE_MS;
        keeper.wake();
        await().atMost(WITHIN).until(() -> !keeper.isValid());
    }

    /** By the coordinator that it goes on to report to: one of another epoch would be told everything anyway. */
    @Test
    void anAgentThatWasStruckOffTellsEverythingAnew() {
        keeper.start();
        await().atMost(WITHIN).until(this::isKnown);

        for (int i = 0; i < 5; i++) {
            strikeOff();
            await().atMost(WITHIN).until(() -> !members.ids().isEmpty());

            await().atMost(WITHIN).untilAsserted(() -> assertThat(isKnown()).isTrue());
        }
    }

    /** What it forwarded under the former lease was not waited for. */
    @Test
    void aLeaseIsOverWhenTheAgentIsStruckOffThoughAnotherTakesItsPlace() {
        BooleanSupplier none = keeper.held();
        keeper.start();
        await().atMost(WITHIN).until(keeper::isValid);
        BooleanSupplier former = keeper.held();
        assertThat(former.getAsBoolean()).isTrue();

        strikeOff();
        await().atMost(WITHIN).until(() -> !members.ids().isEmpty() && keeper.isValid());

        assertThat(keeper.held().getAsBoolean()).isTrue();
        assertThat(former.getAsBoolean()).isFalse();
        assertThat(none.getAsBoolean()).isFalse();
    }

    /** Each registration is a write to the state. */
    @Test
    void anAgentThatDoesNotReadItsRegistrationWaitsForIt() {
        AtomicInteger registrations = new AtomicInteger();
        LeaseKeeper unread = new LeaseKeeper(
                2,
                new StateHolder(),
                command -> {
                    registrations.incrementAndGet();
                    try {
                        return reply(new Reply.Registered());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                new AtRest(),
                () -> REPLICAS);
        unread.start();
        await().atMost(WITHIN).during(Duration.ofSeconds(2)).until(() -> {
            unread.wake();
            return registrations.get() > 0 && registrations.get() < 6;
        });
        unread.close();
    }

    /** During an upgrade one of a later version coordinates. */
    @Test
    void aReplyThatSaysMoreIsUnderstood() {
        LeaseKeeper earlier = new LeaseKeeper(
                AGENT,
                state,
                command -> answer(command).thenApply(LeaseKeeperTest::sayingMore),
                new AtRest(),
                () -> REPLICAS);

        earlier.start();

        await().atMost(WITHIN).until(earlier::isValid);
        earlier.close();
    }

    private static String sayingMore(String reply) {
        try {
            ObjectNode more = (ObjectNode) Json.MAPPER.readTree(reply);
            more.putObject("later").putArray("a").add(1);
            return more.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One partition, of which there is nothing new. */
    private static final class AtRest implements ReportSource {

        private static final PartitionReport REPORT = new PartitionReport(
                "orders", TOPIC_ID, 0, 3, 10, 0, 10, 10, 10, 0L, 0, 0, null, false, null, null, null, null, null);

        @Override
        public Map<String, LinkReport> links() {
            return Map.of();
        }

        @Override
        public List<GateClosed> closedGates() {
            return List.of();
        }

        @Override
        public List<PartitionReport> partitions() {
            return List.of(REPORT);
        }

        @Override
        public List<PartitionReport> urgentPartitions(Collection<MirrorTopic> topics) {
            return List.of();
        }

        @Override
        public List<WritesReport> writes() {
            return List.of();
        }

        @Override
        public List<StraysReport> strays() {
            return List.of();
        }

        @Override
        public List<DenialReport> denials() {
            return List.of();
        }
    }
}
