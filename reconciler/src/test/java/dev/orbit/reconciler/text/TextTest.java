// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.reconciler.migrate.TopicProgress;
import dev.orbit.reconciler.plan.Action;
import dev.orbit.reconciler.plan.Consequences;
import dev.orbit.reconciler.plan.FieldChange;
import dev.orbit.reconciler.plan.Plan;
import dev.orbit.reconciler.plan.PlannedChange;
import dev.orbit.reconciler.plan.Target;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.ChangesResponse.TopicEffect;
import dev.orbit.schemas.GroupState;
import dev.orbit.schemas.LinkState;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.MirrorState;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.StatusReport;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextTest {

    private static final Change ANY = new Change.DeleteLink("l", 1);

    private static final Plan PLAN = new Plan(
            List.of(
                    new PlannedChange(
                            Action.CREATE,
                            new Target.Link("eu"),
                            List.of(
                                    new FieldChange("source_bootstrap_brokers", null, List.of("a:1", "b:2")),
                                    new FieldChange("fetch.concurrency", null, 2)),
                            ANY),
                    new PlannedChange(
                            Action.DELETE,
                            new Target.TopicMapping("eu", "old"),
                            List.of(new FieldChange("priority", 0, null)),
                            ANY),
                    new PlannedChange(
                            Action.UPDATE,
                            new Target.TopicMapping("eu", "orders"),
                            List.of(
                                    new FieldChange("priority", 1, 0),
                                    new FieldChange("auto_migration.enable", null, true),
                                    new FieldChange("start_timestamp", "2026-01-01T00:00:00Z", null)),
                            ANY)),
            List.of("other", "us"));

    private static final Consequences CONSEQUENCES = new Consequences(
            List.of(
                    new TopicEffect("eu", "orders", "orders", MigrationState.REJECT, MigrationState.PROXY, "proxied"),
                    new TopicEffect("eu", "x", "eu.x", null, MigrationState.REJECT, "matched")),
            List.of(new Problem("shared_principal", "Both credentials are the same.", "f", "Use two.")));

    @Test
    void showsAPlan() {
        assertThat(new PlanText(Paint.PLAIN).plan(PLAN, CONSEQUENCES, "orbit apply links/"))
                .isEqualTo("""
                        These changes would be made:

                          + link "eu"
                              source_bootstrap_brokers  a:1, b:2
                              fetch.concurrency         2

                          - topic mapping "eu/old"

                          ~ topic mapping "eu/orders"
                              priority               1 -> 0
                              auto_migration.enable  (not set) -> true
                              start_timestamp        "2026-01-01T00:00:00Z" -> (not set)

                        Topics:

                          orders  proxied  REJECT -> PROXY
                          eu.x    matched  REJECT           from x

                        warning: f: Both credentials are the same.
                            Use two. [shared_principal]

                        Left alone, for no document describes them: links other, us.

                        Plan: 1 to create, 1 to update, 1 to delete.
                        To make them, type: orbit apply links/
                        """);
    }

    @Test
    void showsDrift() {
        assertThat(new PlanText(Paint.PLAIN).drift(PLAN, "orbit plan links/")).isEqualTo("""
                        What is there differs from the documents:

                          + link "eu" is declared and not there

                          - topic mapping "eu/old" is there and not declared

                          ~ topic mapping "eu/orders"
                              priority               declared 0, found 1
                              auto_migration.enable  declared true, found (not set)
                              start_timestamp        declared (not set), found "2026-01-01T00:00:00Z"

                        Left alone, for no document describes them: links other, us.

                        Drift: 1 missing, 1 different, 1 not declared.
                        To see what mending it does, type: orbit plan links/
                        """);
    }

    @Test
    void saysWhenThereIsNothingToDo() {
        Plan empty = new Plan(List.of(), List.of());

        assertThat(new PlanText(Paint.PLAIN).plan(empty, Consequences.NONE, "x"))
                .isEqualTo("Nothing to do: what is there is what the documents say.\n");
        assertThat(new PlanText(Paint.PLAIN).drift(empty, "x"))
                .isEqualTo("No drift: what is there is what the documents say.\n");
    }

    @Test
    void paintsWithoutChangingTheText() {
        String painted = new PlanText(Paint.ANSI).plan(PLAN, CONSEQUENCES, "x");

        assertThat(painted).contains("\u001b[32m+\u001b[0m link", "\u001b[31m-\u001b[0m topic");
        assertThat(painted.replaceAll("\u001b\\[\\d+m", ""))
                .isEqualTo(new PlanText(Paint.PLAIN).plan(PLAN, CONSEQUENCES, "x"));
        assertThat(new StatusText(Paint.ANSI).status(STATUS).replaceAll("\u001b\\[\\d+m", ""))
                .isEqualTo(new StatusText(Paint.PLAIN).status(STATUS));
    }

    private static final StatusReport STATUS = new StatusReport(
            List.of(
                    new StatusReport.Link("default", LinkState.ACTIVE, "abc", null, null),
                    new StatusReport.Link(
                            "eu",
                            LinkState.FAILED,
                            null,
                            "another cluster answers",
                            new Snapshot.ClusterConfig(
                                    Map.of("message.max.bytes", "3000000"), Map.of("num.partitions", "set it.")))),
            List.of(
                    new StatusReport.Topic(
                            "default",
                            "orders",
                            "orders",
                            MigrationState.PROXY,
                            MirrorState.ACTIVE,
                            1234L,
                            0.35,
                            null,
                            new Snapshot.Attempt(2, "timed_out", "partition 0 is at 3 of 7"),
                            List.of(),
                            null),
                    new StatusReport.Topic(
                            "eu",
                            "p",
                            "eu.p",
                            MigrationState.REJECT,
                            MirrorState.FAILED,
                            null,
                            null,
                            "disk full",
                            null,
                            List.of(new Snapshot.Partition(
                                    3,
                                    null,
                                    null,
                                    null,
                                    "no leader",
                                    List.of(new Snapshot.LostRange(10, 40), new Snapshot.LostRange(70, 71)))),
                            null)),
            List.of(),
            List.of());

    @Test
    void showsStatus() {
        assertThat(new StatusText(Paint.PLAIN).status(STATUS)).isEqualTo("""
                        LINK     STATE   SOURCE CLUSTER
                        default  ACTIVE  abc
                        eu       FAILED  -

                        TOPIC   STATE   MIRROR  OFFSET LAG  TIME LAG  PARTITIONS  LINK     SOURCE
                        orders  PROXY   ACTIVE  1234        0.4 s     0           default  orders
                        eu.p    REJECT  FAILED  -           -         1           eu       p

                        link eu: another cluster answers
                        link eu: cluster-wide as at the source: {message.max.bytes=3000000}
                        link eu: num.partitions is not as at the source: set it.
                        topic orders: migration attempt 2 (timed out): partition 0 is at 3 of 7
                        topic eu.p: disk full
                        topic eu.p-3: no leader
                        topic eu.p-3: the source deleted offsets 10 to 39, 70 before they were mirrored
                        """);
        assertThat(new StatusText(Paint.PLAIN).status(new StatusReport(List.of(), List.of(), List.of(), List.of())))
                .contains("There is no link yet.", "orbit plan FILE");
    }

    @Test
    void showsGroupsWhereAnyAreCopied() {
        StatusReport status = new StatusReport(
                STATUS.links(),
                STATUS.topics(),
                List.of(
                        new Snapshot.Group("default", "billing", "eu.billing", GroupState.COPIED, null, 12, List.of()),
                        new Snapshot.Group(
                                "default", "audit", "eu.audit", GroupState.ACTIVE, "it has members", 1, List.of())),
                List.of());

        assertThat(new StatusText(Paint.PLAIN).status(status)).contains("""
                        eu.p    REJECT  FAILED  -           -         1           eu       p

                        GROUP       STATE   OFFSETS  LINK     SOURCE   REASON
                        eu.billing  COPIED  12       default  billing  -
                        eu.audit    ACTIVE  1        default  audit    it has members

                        link eu: another cluster answers
                        """);
    }

    @Test
    void showsAclsWhereAnyAreCopied() {
        StatusReport status = new StatusReport(
                STATUS.links(),
                STATUS.topics(),
                List.of(),
                List.of(new Snapshot.AclCopy(
                        "default", 120, 3, 0, 2, List.of(new Snapshot.SkippedAcl("ALLOW x", "it is odd")))));

        assertThat(new StatusText(Paint.PLAIN).status(status)).contains("""
                        eu.p    REJECT  FAILED  -           -         1           eu       p

                        ACLS     COPIED  FOREIGN  PENDING  SKIPPED
                        default  120     3        0        2
                        skipped: ALLOW x: it is odd
                        skipped: 1 more

                        link eu: another cluster answers
                        """);
    }

    @Test
    void showsProgress() {
        assertThat(ProgressText.line(
                        Paint.PLAIN, new TopicProgress("a", TopicProgress.Outcome.RUNNING, 17L, null, null)))
                .isEqualTo("a: MIGRATING, offset lag 17, time lag -");
        assertThat(ProgressText.line(
                        Paint.PLAIN,
                        new TopicProgress("a", TopicProgress.Outcome.ROLLED_BACK, 17L, 0.1, "timed out: lag 17")))
                .isEqualTo("a: rolled back to PROXY: timed out: lag 17");
    }
}
