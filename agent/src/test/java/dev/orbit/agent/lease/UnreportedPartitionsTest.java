// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.command.Command.PartitionReport;
import dev.orbit.agent.command.Reports;
import dev.orbit.agent.lease.UnreportedPartitions.Batch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnreportedPartitionsTest {

    private final UnreportedPartitions partitions = new UnreportedPartitions();

    @Test
    void reportsEverythingAtFirst() {
        Batch batch = partitions.next(List.of(report(0, 10), report(1, 10)));

        assertThat(batch.full()).isTrue();
        assertThat(batch.reports()).hasSize(2);
    }

    @Test
    void reportsWhatChanged() {
        partitions.reported(partitions.next(List.of(report(0, 10), report(1, 10))), 7);

        Batch changed = partitions.next(List.of(report(0, 10), report(1, 11)));
        assertThat(changed.full()).isFalse();
        assertThat(changed.reports()).containsExactly(report(1, 11));
        partitions.reported(changed, 7);

        assertThat(partitions.next(List.of(report(0, 10), report(1, 11))).reports())
                .isEmpty();
    }

    @Test
    void reportsEverythingWhenAPartitionIsNotHeldAnyMore() {
        partitions.reported(partitions.next(List.of(report(0, 10), report(1, 10))), 7);

        Batch batch = partitions.next(List.of(report(0, 10)));

        assertThat(batch.full()).isTrue();
        assertThat(batch.reports()).containsExactly(report(0, 10));
    }

    @Test
    void reportsEverythingAfterAHeartbeatThatMayBeLost() {
        partitions.reported(partitions.next(List.of(report(0, 10))), 7);
        partitions.lost();

        assertThat(partitions.next(List.of(report(0, 10))).full()).isTrue();
    }

    @Test
    void reportsEverythingToANewCoordinator() {
        partitions.reported(partitions.next(List.of(report(0, 10), report(1, 10))), 7);
        partitions.reported(partitions.next(List.of(report(0, 11), report(1, 10))), 8);

        Batch batch = partitions.next(List.of(report(0, 11), report(1, 10)));
        assertThat(batch.full()).isTrue();
        assertThat(batch.reports()).hasSize(2);
    }

    @Test
    void someOfThemSayNothingOfTheOthers() {
        assertThat(partitions.isComplete()).isFalse();
        partitions.reported(partitions.next(List.of(report(0, 10), report(1, 10))), 7);
        assertThat(partitions.isComplete()).isTrue();

        Batch some = partitions.nextOf(List.of(report(1, 11)));
        assertThat(some.full()).isFalse();
        assertThat(some.reports()).containsExactly(report(1, 11));
        partitions.reported(some, 7);

        assertThat(partitions.nextOf(List.of(report(1, 11))).reports()).isEmpty();
        assertThat(partitions.next(List.of(report(0, 10), report(1, 11))).reports())
                .isEmpty();
        partitions.reported(some, 8);
        assertThat(partitions.isComplete()).isFalse();
    }

    /** Whatever is lost and whoever coordinates: after an answered heartbeat the coordinator knows what is true. */
    @Test
    void leavesNoCoordinatorWithAnOldFigure() {
        Random random = new Random(4711);
        Map<String, PartitionReport> coordinator = new HashMap<>();
        int epoch = 1;
        for (int round = 0; round < 5_000; round++) {
            List<PartitionReport> truth = new ArrayList<>();
            for (int partition = 0; partition < 4; partition++) {
                if (random.nextInt(10) > 0) {
                    truth.add(report(partition, random.nextInt(3)));
                }
            }
            if (random.nextInt(20) == 0) {
                epoch++;
                coordinator.clear();
            }
            Batch batch = partitions.next(truth);
            if (random.nextInt(10) == 0) {
                // the answer is lost; the heartbeat may have arrived or not
                if (random.nextBoolean()) {
                    take(coordinator, batch);
                }
                partitions.lost();
                continue;
            }
            take(coordinator, batch);
            partitions.reported(batch, epoch);
            // one that began with a heartbeat that was not full learns the rest with the next
            if (!batch.full() && coordinator.size() < truth.size()) {
                assertThat(partitions.next(truth).full()).as("round %d", round).isTrue();
                continue;
            }
            assertThat(coordinator.values()).as("round %d", round).containsExactlyInAnyOrderElementsOf(truth);
        }
    }

    private static void take(Map<String, PartitionReport> coordinator, Batch batch) {
        if (batch.full()) {
            coordinator.clear();
        }
        batch.reports().forEach(report -> coordinator.put(report.topic() + report.partition(), report));
    }

    private static PartitionReport report(int partition, long end) {
        return Reports.partition("orders", "topic-id", partition, 1, end, 0, end, end, end, 0L, 0, null, null, null);
    }
}
