// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import dev.orbit.agent.verify.FirstDifference;
import dev.orbit.agent.verify.PartitionReport;
import dev.orbit.agent.verify.ProofResult;
import dev.orbit.agent.verify.Remark;
import dev.orbit.agent.verify.Result;
import dev.orbit.agent.verify.TopicReport;
import dev.orbit.agent.verify.VerificationReport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Reports as people read them. Pure. */
final class ReportText {

    private ReportText() {}

    /** A line for the topic, and one for each kind of remark. */
    static String topic(TopicReport topic) {
        StringBuilder text = new StringBuilder(topic.topic())
                .append(topic.topic().equals(topic.sourceTopic()) ? "" : " of " + topic.sourceTopic())
                .append(" (")
                .append(topic.state())
                .append(topic.compacted() ? ", compacted" : "")
                .append("): ")
                .append(extent(topic))
                .append(": ")
                .append(verdict(topic))
                .append('\n');
        remarks(topic).forEach(remark -> text.append("    ").append(remark).append('\n'));
        return text.toString();
    }

    /** The last line. */
    static String total(VerificationReport report, double seconds) {
        long differing = count(report, Result.DIFFERS);
        long failed = count(report, Result.ERROR);
        List<String> verdicts = new ArrayList<>();
        if (differing > 0) {
            verdicts.add(differing == 1 ? "1 topic differs" : differing + " topics differ");
        }
        if (failed > 0) {
            verdicts.add(plural(failed, "topic") + " could not be compared");
        }
        return String.format(
                Locale.ROOT,
                "%s, %s, %s in %.1f s: %s.%n",
                plural(report.topics().size(), "topic"),
                plural(report.partitionCount(), "partition"),
                report.proofOnly() ? "proofs only," : plural(report.recordCount(), "record"),
                seconds,
                verdicts.isEmpty() ? "same" : String.join(", ", verdicts));
    }

    /** Such as {@code 1 record} or {@code 12,345 records}. */
    static String plural(long count, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
    }

    private static long count(VerificationReport report, Result result) {
        return report.topics().stream()
                .filter(topic -> topic.result() == result)
                .count();
    }

    private static String extent(TopicReport topic) {
        List<PartitionReport> compared = topic.partitions().stream()
                .filter(partition -> partition.error() == null)
                .toList();
        String text = plural(topic.partitions().size(), "partition");
        if (isProofOnly(topic)) {
            return text + ", records not compared";
        }
        text += ", " + plural(topic.recordCount(), "record");
        if (topic.recordCount() > 0) {
            long start = compared.stream()
                    .mapToLong(PartitionReport::startOffset)
                    .min()
                    .orElse(0);
            long end = compared.stream()
                    .mapToLong(PartitionReport::endOffset)
                    .max()
                    .orElse(0);
            text += String.format(Locale.ROOT, ", offsets %,d to %,d", start, end);
        }
        return topic.offsetLag() == 0
                ? text
                : text + ", destination " + plural(topic.offsetLag(), "offset") + " behind";
    }

    private static boolean isProofOnly(TopicReport topic) {
        return topic.partitions().stream()
                .anyMatch(partition -> partition.proof() != null && partition.source() == null);
    }

    private static String verdict(TopicReport topic) {
        List<String> verdicts = new ArrayList<>();
        if (topic.difference() != null) {
            verdicts.add("differs: " + topic.difference());
        }
        List<PartitionReport> differing = of(topic, Result.DIFFERS);
        if (!differing.isEmpty()) {
            verdicts.add("differs at partition " + differing.get(0).partition() + where(differing.get(0))
                    + others(differing.size()));
        }
        List<PartitionReport> failed = of(topic, Result.ERROR);
        if (!failed.isEmpty()) {
            verdicts.add("NOT COMPARED: partition " + failed.get(0).partition() + ": " + why(failed.get(0))
                    + others(failed.size()));
        }
        return verdicts.isEmpty() ? "same" : String.join("; ", verdicts);
    }

    private static String why(PartitionReport failed) {
        return failed.error() != null || failed.proof() == null
                ? String.valueOf(failed.error())
                : failed.proof().message();
    }

    private static List<PartitionReport> of(TopicReport topic, Result result) {
        return topic.partitions().stream()
                .filter(partition -> partition.result() == result)
                .toList();
    }

    private static String where(PartitionReport partition) {
        FirstDifference difference = partition.difference();
        if (difference == null) {
            return "";
        }
        return (difference.offset() == null ? ": " : " ") + difference;
    }

    private static String others(int count) {
        if (count <= 1) {
            return "";
        }
        return " (" + plural(count - 1L, "more partition") + " likewise)";
    }

    /** One per kind, for a topic may have thousands of partitions. */
    private static List<String> remarks(TopicReport topic) {
        List<String> lines = new ArrayList<>();
        topic.remarks().forEach(remark -> lines.add(remark.message()));
        Map<String, Integer> counts = new LinkedHashMap<>();
        Map<String, String> firsts = new LinkedHashMap<>();
        for (PartitionReport partition : topic.partitions()) {
            for (Remark remark : partition.remarks()) {
                counts.merge(remark.code(), 1, Integer::sum);
                firsts.putIfAbsent(remark.code(), "partition " + partition.partition() + ": " + remark.message());
            }
        }
        firsts.forEach((code, first) -> lines.add(first + likewise(counts.getOrDefault(code, 1))));
        lines.addAll(proofs(topic));
        return lines;
    }

    /** What became of the digests that were recorded, the worst first. */
    private static List<String> proofs(TopicReport topic) {
        List<String> lines = new ArrayList<>();
        List<ProofResult> results = new ArrayList<>(List.of(ProofResult.values()));
        Collections.reverse(results);
        for (ProofResult result : results) {
            List<PartitionReport> partitions = topic.partitions().stream()
                    .filter(partition ->
                            partition.proof() != null && partition.proof().result() == result)
                    .toList();
            if (!partitions.isEmpty()) {
                PartitionReport first = partitions.get(0);
                lines.add("proof: " + verdict(result) + "partition " + first.partition() + ": "
                        + Objects.requireNonNull(first.proof()).message() + likewise(partitions.size()));
            }
        }
        return lines;
    }

    private static String verdict(ProofResult result) {
        return switch (result) {
            case SAME, DIFFERS, NOT_RECORDED -> "";
            case IMPOSSIBLE -> "not possible: ";
            case ERROR -> "NOT COMPARED: ";
        };
    }

    private static String likewise(int count) {
        return count == 1 ? "" : " (likewise in " + plural(count - 1L, "more partition") + ")";
    }
}
