// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.quickstart;

import java.util.List;
import java.util.Locale;

/** What a run showed. Pure. */
record Report(List<Topic> topics, long consumedCount, long repeatedCount, List<String> failures) {

    private static final int FAILURES_SHOWN_MAX = 5;

    Report {
        topics = List.copyOf(topics);
        failures = List.copyOf(failures);
    }

    /**
     * A line of the table.
     *
     * @param longestPauseMs the longest time the producer went without an acknowledgement
     */
    record Topic(Judge.Verdict verdict, long longestPauseMs) {}

    /** Whether nothing was lost, duplicated or misplaced, and no application saw an error. */
    boolean isFlawless() {
        return failures.isEmpty()
                && topics.stream().allMatch(topic -> topic.verdict().isFlawless());
    }

    String table() {
        StringBuilder table = new StringBuilder();
        table.append(String.format(
                Locale.ROOT,
                "%-10s %14s %12s %12s %8s %12s %12s %16s%n",
                "topic",
                "acknowledged",
                "by source",
                "by agent",
                "lost",
                "duplicated",
                "misplaced",
                "longest pause"));
        topics.forEach(topic -> append(table, topic));
        table.append(String.format(
                Locale.ROOT, "%nThe consumer read %,d records, %,d of them twice.%n", consumedCount, repeatedCount));
        appendStrays(table);
        appendFailures(table);
        return table.toString();
    }

    private static void append(StringBuilder table, Topic topic) {
        Judge.Verdict verdict = topic.verdict();
        table.append(String.format(
                Locale.ROOT,
                "%-10s %,14d %,12d %,12d %,8d %,12d %,12d %,13d ms%n",
                verdict.topic(),
                verdict.acknowledged(),
                verdict.bySource(),
                verdict.acknowledged() - verdict.bySource(),
                verdict.lost(),
                verdict.duplicated(),
                verdict.misplaced(),
                topic.longestPauseMs()));
    }

    private void appendStrays(StringBuilder table) {
        int strays = topics.stream().mapToInt(topic -> topic.verdict().strays()).sum();
        if (strays > 0) {
            table.append(String.format(
                    Locale.ROOT,
                    "%,d records reached the source after the cutover: acknowledged to nobody.%n",
                    strays));
        }
    }

    private void appendFailures(StringBuilder table) {
        if (failures.isEmpty()) {
            table.append("The producer and the consumer saw no error.\n");
            return;
        }
        table.append(String.format(Locale.ROOT, "Errors the applications saw: %,d%n", failures.size()));
        failures.stream()
                .limit(FAILURES_SHOWN_MAX)
                .forEach(failure -> table.append("  ").append(failure).append('\n'));
    }
}
