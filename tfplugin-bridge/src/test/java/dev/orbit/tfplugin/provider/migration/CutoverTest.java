// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orbit.reconciler.client.AgentException;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.ChangesRequest;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.tfplugin.diag.DiagnosticException;
import dev.orbit.tfplugin.fake.FakeAgents;
import dev.orbit.tfplugin.fake.Links;
import dev.orbit.tfplugin.provider.agents.Agents;
import dev.orbit.tfplugin.provider.agents.StopSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CutoverTest {

    private final FakeAgents fake = new FakeAgents();
    private final Agents agents = new Agents();
    private final StopSignal stop = new StopSignal();

    @BeforeEach
    void start() {
        agents.connect(fake);
        fake.addSourceTopics("orders");
        TopicMappingSpec mapping = TopicMappingSpec.regex("prod", 0, ".*", "");
        fake.change(new ChangesRequest(
                false, List.of(new Change.PutLink(Links.proxying("prod"), 0), new Change.PutTopicMapping(mapping, 0))));
    }

    private Cutover cutover(String... topics) {
        return new Cutover(Shown.created(selection(topics)), new Gates(null, null, 300, null), agents, stop);
    }

    private static Selection selection(String... topics) {
        return new Selection("prod", new TreeSet<>(List.of(topics)), null);
    }

    @Test
    void waitsForATopicThatAppearsAMomentLater() {
        fake.onSnapshot(a -> {
            if (a.snapshotCount() == 3) {
                a.addSourceTopics("later");
            }
            a.completeMigrations();
        });

        cutover("orders", "later").run();

        assertThat(fake.state("later")).isEqualTo(MigrationState.COMPLETE);
    }

    /** The agents refuse a topic whose lag they do not know, and of a new one they know it a moment later. */
    @Test
    void waitsForTheTimeLagOfANewTopicToBeKnown() {
        fake.timeLag("orders", null);
        fake.onSnapshot(a -> {
            if (a.snapshotCount() == 3) {
                a.timeLag("orders", 0.2);
            }
            a.completeMigrations();
        });

        cutover("orders").run();

        assertThat(fake.snapshotCount()).isGreaterThanOrEqualTo(3);
        assertThat(fake.state("orders")).isEqualTo(MigrationState.COMPLETE);
    }

    @Test
    void bearsWithAgentsThatDoNotAnswerForAWhile() {
        int before = fake.snapshotCount();
        fake.onSnapshot(a -> {
            int call = a.snapshotCount() - before;
            if (call > 1 && call < 4) {
                throw notReady();
            }
            if (call >= 4) {
                a.completeMigrations();
            }
        });

        cutover("orders").run();

        assertThat(fake.state("orders")).isEqualTo(MigrationState.COMPLETE);
    }

    @Test
    void bearsWithAgentsThatDoNotAnswerBeforeAnythingIsStarted() {
        int before = fake.snapshotCount();
        fake.onSnapshot(a -> {
            if (a.snapshotCount() == before + 1) {
                throw notReady();
            }
            a.completeMigrations();
        });

        cutover("orders").run();

        assertThat(fake.state("orders")).isEqualTo(MigrationState.COMPLETE);
    }

    @Test
    void startsAgainWhatWasNotStartedForWantOfACoordinator() {
        AtomicInteger calls = new AtomicInteger();
        fake.onInitiate(() -> {
            if (calls.incrementAndGet() < 3) {
                throw notReady();
            }
        });
        fake.onSnapshot(FakeAgents::completeMigrations);

        cutover("orders").run();

        assertThat(calls).hasValue(3);
        assertThat(fake.state("orders")).isEqualTo(MigrationState.COMPLETE);
    }

    @Test
    void waitsForWhatWasStartedThoughTheAnswerWasLost() {
        AtomicInteger calls = new AtomicInteger();
        fake.onInitiated(() -> {
            calls.incrementAndGet();
            throw lost();
        });
        int before = fake.snapshotCount();
        fake.onSnapshot(a -> {
            if (a.snapshotCount() > before + 2) {
                a.completeMigrations();
            }
        });

        cutover("orders").run();

        assertThat(calls).hasValue(1);
        assertThat(fake.state("orders")).isEqualTo(MigrationState.COMPLETE);
    }

    /** Its first request is carried out only after somebody has looked whether it was. */
    @Test
    void takesForStartedWhatIsMigratingBySomeRequest() {
        AtomicInteger calls = new AtomicInteger();
        fake.onInitiate(() -> {
            if (calls.incrementAndGet() == 1) {
                throw lost();
            }
            fake.onInitiate(() -> {});
            fake.initiate(new Gates(null, null, 300, null).request("prod", List.of("orders"), false));
            fake.onSnapshot(FakeAgents::completeMigrations);
        });

        cutover("orders").run();

        assertThat(fake.state("orders")).isEqualTo(MigrationState.COMPLETE);
    }

    @Test
    void tellsHowAnAttemptEndedWhoseStartWasNotAnswered() {
        fake.onInitiated(() -> {
            fake.rollBack("orders", "timed_out", "behind by 7 records");
            throw lost();
        });

        assertThatThrownBy(() -> cutover("orders").run())
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("orders: rolled back to PROXY, timed out: behind by 7 records");
    }

    @Test
    void startsNothingTwiceThatTheAgentsRefuse() {
        AtomicInteger calls = new AtomicInteger();
        fake.onInitiate(() -> {
            calls.incrementAndGet();
            throw new AgentException(
                    403, List.of(new Problem("forbidden", "The token may not write.", null, "Use another.")));
        });

        assertThatThrownBy(() -> cutover("orders").run()).hasMessageContaining("The token may not write.");
        assertThat(calls).hasValue(1);
    }

    @Test
    void doesNotSayThatNothingWasStartedWhenItIsToStopBeforeAnybodyKnows() {
        fake.onInitiated(() -> {
            stop.give();
            throw lost();
        });
        fake.onSnapshot(a -> {
            if (a.isMigrating("orders")) {
                throw notReady();
            }
        });

        assertThatThrownBy(() -> cutover("orders").run())
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("Whether this was started is not known: orders");
    }

    private static AgentException notReady() {
        return new AgentException(
                503, List.of(new Problem("not_ready", "There is no coordinator.", null, "Try again.")));
    }

    private static AgentException lost() {
        return new AgentException(
                AgentException.NO_STATUS,
                List.of(new Problem("agent_unreachable", "The connection broke.", null, "Try again.")));
    }

    /** How long that attempt may take is its own, and nobody here knows it. */
    @Test
    void doesNotCallATopicOverdueThatIsMigratingUnderAnotherAttempt() {
        fake.initiate(new Gates(null, null, 3_600, null).request("prod", List.of("orders"), false));
        AtomicLong nowNanos = new AtomicLong();
        fake.onSnapshot(a -> nowNanos.addAndGet(TimeUnit.SECONDS.toNanos(50)));
        Cutover cutover = new Cutover(
                Shown.created(selection("orders")), new Gates(null, null, 5, null), agents, stop, nowNanos::get);

        assertThatThrownBy(cutover::run)
                .hasMessageContaining("orders: still MIGRATING, in an attempt that was under way already")
                .hasMessageNotContaining("after its timeout");
        assertThat(nowNanos.get()).isGreaterThan(TimeUnit.SECONDS.toNanos(360));
    }

    @Test
    void callsATopicOverdueThatIsMigratingAMinuteAfterItsTimeout() {
        AtomicLong nowNanos = new AtomicLong();
        fake.onSnapshot(a -> nowNanos.addAndGet(TimeUnit.SECONDS.toNanos(50)));
        Cutover cutover = new Cutover(
                Shown.created(selection("orders")), new Gates(null, null, 5, null), agents, stop, nowNanos::get);

        assertThatThrownBy(cutover::run).hasMessageContaining("orders: still MIGRATING a minute after its timeout");
        assertThat(nowNanos.get()).isLessThan(TimeUnit.SECONDS.toNanos(360));
    }

    @Test
    void startsNothingOnceItIsToStop() {
        stop.give();

        assertThatThrownBy(() -> cutover("orders").run())
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("no migration was started");
        assertThat(fake.state("orders")).isEqualTo(MigrationState.PROXY);
    }

    @Test
    void takesAnEarlierRollbackForNoFailureOfThisAttempt() {
        fake.initiate(new Gates(null, null, 300, null).request("prod", List.of("orders"), false));
        fake.rollBack("orders", "aborted", "by request");
        fake.onSnapshot(FakeAgents::completeMigrations);

        cutover("orders").run();

        assertThat(fake.state("orders")).isEqualTo(MigrationState.COMPLETE);
    }

    @Test
    void doesNotWaitForATopicThatIsNotThereAnyMore() {
        int before = fake.snapshotCount();
        fake.onSnapshot(a -> {
            if (a.snapshotCount() > before + 2) {
                a.removeTopic("orders");
            }
        });

        assertThatThrownBy(() -> cutover("orders").run())
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("orders: not mirrored any more")
                .hasMessageContaining("Have it mirrored again")
                .hasMessageNotContaining("Another terraform apply");
    }

    @Test
    void tellsTheLogWhereEachTopicStands() {
        List<String> lines = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger(Progress.class.getName());
        log.addHandler(handler);
        int before = fake.snapshotCount();
        fake.onSnapshot(a -> {
            if (a.snapshotCount() > before + 3) {
                a.completeMigrations();
            }
        });
        fake.offsetLag("orders", 17);
        fake.timeLag("orders", 0.5);

        try {
            cutover("orders").run();
        } finally {
            log.removeHandler(handler);
        }

        assertThat(lines)
                .contains("INFO orders: MIGRATING, behind by 17 records, 0.5 s")
                .endsWith("INFO orders: COMPLETE");
    }

    /** What a data source that depends on the migration shows is what is there after it. */
    @Test
    void leavesNothingRememberedFromBefore() {
        fake.onSnapshot(a -> {
            if (a.isMigrating("orders")) {
                agents.events();
                agents.diagnostics();
            }
            a.completeMigrations();
        });
        cutover("orders").run();
        fake.addSourceTopics("later");

        assertThat(agents.events()).anyMatch(event -> event.topic().equals("later"));
    }
}
