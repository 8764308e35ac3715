// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.verify.FirstDifference;
import dev.orbit.agent.verify.PartitionReport;
import dev.orbit.agent.verify.ProofReport;
import dev.orbit.agent.verify.ProofResult;
import dev.orbit.agent.verify.Remark;
import dev.orbit.agent.verify.Result;
import dev.orbit.agent.verify.TopicReport;
import dev.orbit.agent.verify.VerificationReport;
import dev.orbit.schemas.Json;
import dev.orbit.schemas.MigrationState;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReportTextTest {

    private static final FirstDifference VALUE = new FirstDifference(17L, "value", "\"a\"", "\"b\"");
    private static final FirstDifference END = new FirstDifference(null, "log end offset", "3", "4");

    private static PartitionReport partition(int number, @Nullable FirstDifference difference, Remark... remarks) {
        PartitionReport.Log log = new PartitionReport.Log(0, 1_500, 1_500, "00ff");
        return new PartitionReport(
                number,
                difference == null ? Result.SAME : Result.DIFFERS,
                number,
                1_500 + number,
                1_234,
                number,
                log,
                log,
                difference,
                List.of(remarks),
                null,
                null);
    }

    private static PartitionReport failed(int number) {
        return new PartitionReport(number, Result.ERROR, 0, 0, 0, 0, null, null, null, List.of(), "No answer.", null);
    }

    private static TopicReport topic(String source, PartitionReport... partitions) {
        return new TopicReport(
                "orders",
                source,
                MigrationState.PROXY,
                false,
                Result.of(Stream.of(partitions).map(PartitionReport::result).toList()),
                Stream.of(partitions).mapToLong(PartitionReport::recordCount).sum(),
                Stream.of(partitions).mapToLong(PartitionReport::offsetLag).sum(),
                null,
                List.of(),
                Arrays.asList(partitions),
                null,
                null,
                List.of());
    }

    private static VerificationReport report(TopicReport... topics) {
        return new VerificationReport(
                Result.of(Stream.of(topics).map(TopicReport::result).toList()),
                "eu",
                "s",
                "d",
                "2026-01-01T00:00:00Z",
                "2026-01-01T00:00:01Z",
                false,
                3,
                12_345,
                List.of(topics));
    }

    @Test
    void oneLinePerTopic() {
        assertThat(ReportText.topic(topic("orders", partition(0, null), partition(1, null))))
                .isEqualTo("orders (PROXY): 2 partitions, 2,468 records, offsets 0 to 1,501, destination 1 offset"
                        + " behind: same\n");
        assertThat(ReportText.topic(topic("there", partition(0, VALUE), partition(1, END))))
                .isEqualTo("orders of there (PROXY): 2 partitions, 2,468 records, offsets 0 to 1,501, destination 1"
                        + " offset behind: differs at partition 0 offset 17: value is \"a\" at the source and \"b\" at the"
                        + " destination (1 more partition likewise)\n");
        assertThat(ReportText.topic(topic("orders", partition(0, END))))
                .endsWith(": differs at partition 0: log end offset is 3 at the source and 4 at the destination\n");
        assertThat(ReportText.topic(topic("orders", failed(0), failed(1), failed(2))))
                .isEqualTo("orders (PROXY): 3 partitions, 0 records: NOT COMPARED: partition 0: No answer. (2 more"
                        + " partitions likewise)\n");
    }

    @Test
    void oneLinePerKindOfRemark() {
        Remark later = new Remark("starts_later", "starts later", 3L);

        assertThat(ReportText.topic(topic(
                        "orders",
                        partition(0, null),
                        partition(1, null, later),
                        partition(2, null, new Remark("open_transaction", "open", null), later))))
                .endsWith(
                        "same\n    partition 1: starts later (likewise in 1 more partition)\n    partition 2: open\n");
    }

    @Test
    void theTotalSaysWhatCame() {
        assertThat(ReportText.total(report(topic("orders", partition(0, null))), 1.25))
                .isEqualTo("1 topic, 3 partitions, 12,345 records in 1.3 s: same.\n");
        assertThat(ReportText.total(
                        report(
                                topic("orders", partition(0, VALUE)),
                                topic("orders", partition(0, VALUE)),
                                topic("orders", failed(0))),
                        1))
                .endsWith(": 2 topics differ, 1 topic could not be compared.\n");
    }

    @Test
    void proofsAreToldOnceForEachResultAndTheWorstFirst() {
        assertThat(ReportText.topic(topic(
                        "orders",
                        proven(0, ProofResult.SAME),
                        proven(1, ProofResult.IMPOSSIBLE),
                        proven(2, ProofResult.DIFFERS),
                        proven(3, ProofResult.SAME))))
                .endsWith("    proof: partition 2: words\n"
                        + "    proof: not possible: partition 1: words\n"
                        + "    proof: partition 0: words (likewise in 1 more partition)\n");
    }

    private static PartitionReport proven(int number, ProofResult result) {
        return new PartitionReport(
                number,
                Result.SAME,
                0,
                0,
                0,
                0,
                null,
                null,
                null,
                List.of(),
                null,
                new ProofReport(result, 9, 0L, "00ff", "00ff", "words"));
    }

    @Test
    void theReportIsJsonInSnakeCase() throws Exception {
        assertThat(Json.MAPPER.writeValueAsString(
                        report(topic("there", partition(1, VALUE, new Remark("c", "m", 2L))))))
                .isEqualTo("{\"result\":\"differs\",\"link\":\"eu\",\"source_cluster_id\":\"s\","
                        + "\"destination_cluster_id\":\"d\",\"started_at\":\"2026-01-01T00:00:00Z\","
                        + "\"finished_at\":\"2026-01-01T00:00:01Z\",\"proof_only\":false,\"partition_count\":3,\"record_count\":12345,"
                        + "\"topics\":[{\"topic\":\"orders\",\"source_topic\":\"there\",\"state\":\"PROXY\","
                        + "\"compacted\":false,\"result\":\"differs\",\"record_count\":1234,\"offset_lag\":1,"
                        + "\"remarks\":[],\"partitions\":[{\"partition\":1,\"result\":\"differs\",\"start_offset\":1,"
                        + "\"end_offset\":1501,\"record_count\":1234,\"offset_lag\":1,"
                        + "\"source\":{\"log_start_offset\":0,\"end_offset\":1500,\"last_stable_offset\":1500,"
                        + "\"sha256\":\"00ff\"},\"destination\":{\"log_start_offset\":0,\"end_offset\":1500,"
                        + "\"last_stable_offset\":1500,\"sha256\":\"00ff\"},\"difference\":{\"offset\":17,"
                        + "\"what\":\"value\",\"source\":\"\\\"a\\\"\",\"destination\":\"\\\"b\\\"\"},"
                        + "\"remarks\":[{\"code\":\"c\",\"message\":\"m\",\"count\":2}]}],\"events\":[]}]}");
    }
}
