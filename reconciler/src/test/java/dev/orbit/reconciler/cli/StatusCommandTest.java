// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import static dev.orbit.reconciler.cli.CommandHarness.LINK;
import static dev.orbit.reconciler.testkit.Topics.orders;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.reconciler.client.AgentException;
import dev.orbit.schemas.GroupState;
import dev.orbit.schemas.Json;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.StatusReport;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StatusCommandTest {

    @RegisterExtension
    final CommandHarness orbit = new CommandHarness();

    private static Snapshot.Group group(String link) {
        return new Snapshot.Group(
                link,
                "billing",
                "eu.billing",
                GroupState.WAITING,
                "waits",
                1,
                List.of(new Snapshot.GroupPartition("orders", 0, 9, null)));
    }

    private static Snapshot.AclCopy acls(String link) {
        return new Snapshot.AclCopy(link, 2, 1, 0, 1, List.of(new Snapshot.SkippedAcl("odd", "why")));
    }

    @Test
    void statusPrintsTheReportOthersRelyOn() throws IOException {
        orbit.applied(LINK);
        orbit.agents.showTopics(orders(MigrationState.PROXY, null));
        orbit.agents.showGroups(group("default"), group("other"));
        orbit.agents.showAcls(acls("default"), acls("other"));

        assertThat(orbit.run("status", "--json", "--link", "default")).isZero();
        assertThat(orbit.out())
                .isEqualTo("{\"links\":[{\"name\":\"default\",\"state\":\"ACTIVE\",\"source_cluster_id\":\"source\","
                        + "\"error\":null,\"cluster_config\":null}],\"topics\":[{\"link\":\"default\",\"source_topic\":\"orders\",\"topic\":\"orders\","
                        + "\"state\":\"PROXY\",\"mirror\":\"ACTIVE\",\"offset_lag\":5,\"time_lag_seconds\":0.5,"
                        + "\"error\":null,\"last_attempt\":null,\"partitions\":[],\"failover\":null}],"
                        + "\"groups\":[{\"link\":\"default\",\"source_group\":\"billing\",\"group\":\"eu.billing\","
                        + "\"state\":\"WAITING\",\"reason\":\"waits\",\"partition_count\":1,\"partitions\":[{\"topic\":"
                        + "\"orders\",\"partition\":0,\"source_offset\":9,\"destination_offset\":null}]}],"
                        + "\"acls\":[{\"link\":\"default\",\"copied_count\":2,\"foreign_count\":1,\"pending_count\":0,"
                        + "\"skipped_count\":1,\"skipped\":[{\"acl\":\"odd\",\"reason\":\"why\"}]}]}\n");
        assertThat(Json.MAPPER.readValue(orbit.out(), StatusReport.class).topics())
                .hasSize(1);
    }

    @Test
    void statusOfOneLink() throws IOException {
        orbit.applied(LINK);

        assertThat(orbit.run("status", "--link", "default")).isZero();
        assertThat(orbit.run("status", "--link", "eu")).isEqualTo(1);
        assertThat(orbit.err()).contains("\"eu\"", "There are: default.");
    }

    @Test
    void statusOfWhatALinkLeftThatIsNoMore() throws IOException {
        orbit.applied(LINK.replaceFirst("^", "name: new\n"));
        orbit.agents.showTopics(orders(MigrationState.COMPLETE, null));

        assertThat(orbit.run("status", "--link", "default", "--json")).isZero();
        assertThat(orbit.json().path("links")).isEmpty();
        assertThat(orbit.json().at("/topics/0/topic").asText()).isEqualTo("orders");
        assertThat(orbit.run("status", "--link", "eu")).isEqualTo(1);
        assertThat(orbit.err()).contains("There are: new, default.");
    }

    @Test
    void statusWatchesUntilInterrupted() throws IOException {
        orbit.applied(LINK);
        orbit.pausesLeft = 2;

        assertThat(orbit.run("status", "--watch", "--json")).isZero();
        assertThat(orbit.out().lines()).hasSize(3).allMatch(line -> line.startsWith("{\"links\""));
    }

    /** The looks with these numbers, from 1, fail with this status. */
    private void failing(int status, Integer... looks) {
        AtomicInteger look = new AtomicInteger();
        orbit.agents.beforeEachSnapshot(() -> {
            if (List.of(looks).contains(look.incrementAndGet())) {
                throw new AgentException(status, List.of(new Problem("broken", "It broke.", null, "Wait.")));
            }
        });
    }

    @Test
    void statusWatchesOnOverAgentsThatDoNotAnswerForAWhile() throws IOException {
        orbit.applied(LINK);
        orbit.pausesLeft = 5;
        failing(500, 2, 3, 5);

        assertThat(orbit.run("status", "--watch")).isZero();
        assertThat(orbit.out().split("default", -1)).hasSize(4);
        assertThat(orbit.err()).as("once each time").isEqualTo("warning: It broke.\n    Wait. [broken]\n".repeat(2));
    }

    @Test
    void statusWatchesOnInJsonToo() throws IOException {
        orbit.applied(LINK);
        orbit.pausesLeft = 2;
        failing(500, 1);

        assertThat(orbit.run("status", "--watch", "--json")).isZero();
        assertThat(orbit.out().lines()).hasSize(3);
        assertThat(orbit.out()).startsWith("{\"errors\":[{\"code\":\"broken\"");
    }

    @Test
    void statusDoesNotWatchOnWhereItIsRefused() throws IOException {
        orbit.applied(LINK);
        failing(403, 2);

        assertThat(orbit.run("status", "--watch")).isEqualTo(1);
        assertThat(orbit.err()).contains("[broken]");
    }
}
