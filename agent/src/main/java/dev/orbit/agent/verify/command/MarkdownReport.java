// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import dev.orbit.agent.verify.PartitionReport;
import dev.orbit.agent.verify.ProofReport;
import dev.orbit.agent.verify.Remark;
import dev.orbit.agent.verify.TopicReport;
import dev.orbit.agent.verify.VerificationReport;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The report for people who keep it: what happened to each topic, and what was compared. Pure. */
final class MarkdownReport {

    private final StringBuilder text = new StringBuilder();

    private MarkdownReport() {}

    static String of(VerificationReport report) {
        MarkdownReport written = new MarkdownReport();
        written.summary(report);
        report.topics().forEach(written::topic);
        return written.text.toString();
    }

    private void summary(VerificationReport report) {
        line("# Verification of the mirror topics of link " + cell(report.link()));
        line("");
        row("", "");
        row("---", "---");
        row("result", "**" + report.result().word() + "**");
        row("source cluster", report.sourceClusterId());
        row("destination cluster", report.destinationClusterId());
        row("compared", report.startedAt() + " to " + report.finishedAt());
        row(
                "extent",
                ReportText.plural(report.topics().size(), "topic") + ", "
                        + ReportText.plural(report.partitionCount(), "partition") + ", "
                        + ReportText.plural(report.recordCount(), "record"));
        line("");
        how(report.proofOnly());
        line("");
        row("topic", "state", "complete since", "result", "records", "proof");
        row("---", "---", "---", "---", "---", "---");
        report.topics()
                .forEach(topic -> row(
                        topic.topic(),
                        topic.state().name(),
                        orNone(topic.completedAt()),
                        topic.result().word(),
                        String.valueOf(topic.recordCount()),
                        proofs(topic)));
    }

    private void how(boolean isProofOnly) {
        if (isProofOnly) {
            line("The source was left alone, and no record compared (--proof-only).");
        } else {
            line(
                    "Offset, key, value, headers, timestamp and transaction outcome of every record were compared. While a");
            line(
                    "topic is not COMPLETE, the destination must hold a prefix of the source; once it is, the source's log to");
            line("its end must be a prefix of the destination's.");
        }
        line(
                "The proof of a COMPLETE topic is a digest over the headers of the batches as they were fetched from the source,");
        line("recorded when the topic became COMPLETE, and computed anew from the destination's log now.");
    }

    private void topic(TopicReport topic) {
        line("");
        line("## " + cell(topic.topic()));
        line("");
        line("Mirror of " + cell(topic.sourceTopic()) + ". " + state(topic) + " Result: **"
                + topic.result().word() + "**.");
        List<String> findings = findings(topic);
        if (!findings.isEmpty()) {
            line("");
            findings.forEach(finding -> line("- " + cell(finding)));
        }
        partitions(topic.partitions());
        proofs(topic.partitions());
        events(topic.events());
    }

    private static String state(TopicReport topic) {
        Snapshot.Attempt attempt = topic.lastAttempt();
        return (topic.completedAt() == null
                        ? (topic.state() == MigrationState.COMPLETE
                                ? "It became COMPLETE while it was compared."
                                : "It is in " + topic.state() + ".")
                        : "COMPLETE since " + topic.completedAt() + ".")
                + (attempt == null
                        ? ""
                        : " Migration attempt " + attempt.attempt() + ": " + attempt.outcome()
                                + (attempt.reason() == null ? "." : ", " + cell(attempt.reason()) + "."));
    }

    /** Differences first, then errors, then what is worth knowing. */
    private static List<String> findings(TopicReport topic) {
        List<String> findings = new ArrayList<>();
        if (topic.difference() != null) {
            findings.add("first difference: " + topic.difference());
        }
        for (PartitionReport partition : topic.partitions()) {
            if (partition.difference() != null) {
                findings.add("first difference in partition " + partition.partition() + ": " + partition.difference());
            }
        }
        for (PartitionReport partition : topic.partitions()) {
            if (partition.error() != null) {
                findings.add("partition " + partition.partition() + " was not compared: " + partition.error());
            }
        }
        topic.remarks().stream().map(Remark::message).forEach(findings::add);
        for (PartitionReport partition : topic.partitions()) {
            partition
                    .remarks()
                    .forEach(remark -> findings.add("partition " + partition.partition() + ": " + remark.message()));
        }
        return findings;
    }

    private void partitions(List<PartitionReport> partitions) {
        if (partitions.stream().allMatch(partition -> partition.source() == null && partition.proof() != null)) {
            return;
        }
        line("");
        row("partition", "result", "offsets compared", "records", "source ends at", "destination ends at", "SHA-256");
        row("---", "---", "---", "---", "---", "---", "---");
        partitions.forEach(partition -> row(
                String.valueOf(partition.partition()),
                partition.result().word(),
                partition.startOffset() + " to " + partition.endOffset(),
                String.valueOf(partition.recordCount()),
                end(partition.source()),
                end(partition.destination()),
                sha256(partition)));
    }

    private static String end(PartitionReport.@Nullable Log log) {
        return log == null ? "-" : String.valueOf(log.endOffset());
    }

    private static String sha256(PartitionReport partition) {
        PartitionReport.Log source = partition.source();
        PartitionReport.Log destination = partition.destination();
        if (source == null || destination == null) {
            return "-";
        }
        return source.sha256().equals(destination.sha256())
                ? source.sha256()
                : "source " + source.sha256() + ", destination " + destination.sha256();
    }

    private void proofs(List<PartitionReport> partitions) {
        List<PartitionReport> proven = partitions.stream()
                .filter(partition -> partition.proof() != null)
                .toList();
        if (proven.isEmpty()) {
            return;
        }
        line("");
        row("partition", "final offset", "proof", "digest at COMPLETE", "digest now", "in words");
        row("---", "---", "---", "---", "---", "---");
        for (PartitionReport partition : proven) {
            ProofReport proof = Objects.requireNonNull(partition.proof());
            row(
                    String.valueOf(partition.partition()),
                    String.valueOf(proof.finalOffset()),
                    word(proof),
                    orNone(proof.recorded()),
                    orNone(proof.found()),
                    proof.message());
        }
    }

    private static String proofs(TopicReport topic) {
        String words = topic.partitions().stream()
                .map(PartitionReport::proof)
                .filter(Objects::nonNull)
                .map(MarkdownReport::word)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return words.isEmpty() ? "-" : words;
    }

    private static String word(ProofReport proof) {
        return proof.result().word().replace('_', ' ');
    }

    private void events(List<TopicEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        line("");
        row("time", "event", "attempt", "detail");
        row("---", "---", "---", "---");
        events.forEach(event -> row(
                event.time(),
                event.event(),
                event.attempt() == null ? "-" : String.valueOf(event.attempt()),
                orNone(event.detail())));
    }

    private static String orNone(@Nullable String value) {
        return value == null ? "-" : value;
    }

    private void row(String... cells) {
        line(List.of(cells).stream().map(MarkdownReport::cell).collect(Collectors.joining(" | ", "| ", " |")));
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    /** What others wrote, such as values of records, is shown as it is. */
    private static String cell(String value) {
        return value.replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("<", "&lt;")
                .replace("`", "\\`")
                .replace("\r", " ")
                .replace("\n", " ");
    }
}
