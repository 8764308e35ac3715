// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import dev.orbit.agent.verify.TopicReport;
import dev.orbit.agent.verify.Verification;
import dev.orbit.agent.verify.VerificationReport;
import java.io.PrintStream;
import java.util.Locale;

/** Tells each topic's verdict when it is known and, on a terminal, how far the comparison is. Thread-safe. */
final class Console implements Verification.Listener {

    private static final long PROGRESS_EVERY_NS = 500_000_000;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final boolean tellsTopics;
    private final boolean tellsProgress;
    private final int partitionCount;
    private final long beginNanos = System.nanoTime();
    private long progressNanos = beginNanos;
    private boolean isProgressShown;
    private int finishedCount;
    private long recordCount;

    /**
     * Prints to one stream.
     *
     * @param tellsTopics whether topics are told of
     * @param tellsProgress whether a line is rewritten now and then
     */
    Console(PrintStream out, boolean tellsTopics, boolean tellsProgress, int partitionCount) {
        this.out = out;
        this.tellsTopics = tellsTopics;
        this.tellsProgress = tellsProgress;
        this.partitionCount = partitionCount;
    }

    @Override
    public synchronized void recordsCompared(long count) {
        recordCount += count;
        showProgress();
    }

    @Override
    public synchronized void partitionFinished() {
        finishedCount++;
        showProgress();
    }

    @Override
    public synchronized void topicFinished(TopicReport topic) {
        if (tellsTopics) {
            print(ReportText.topic(topic));
        }
    }

    /** In place of the progress. */
    private synchronized void print(String text) {
        out.print((isProgressShown ? CLEAR_LINE : "") + text);
        out.flush();
        isProgressShown = false;
    }

    /** Prints the sum of it. */
    void finish(VerificationReport report) {
        if (tellsTopics) {
            print(ReportText.total(report, seconds()));
        }
    }

    private double seconds() {
        return (System.nanoTime() - beginNanos) / 1e9;
    }

    private void showProgress() {
        if (tellsProgress && System.nanoTime() - progressNanos >= PROGRESS_EVERY_NS) {
            progressNanos = System.nanoTime();
            out.printf(
                    Locale.ROOT,
                    "%s%,d of %s through, %s, %,.0f records/s",
                    CLEAR_LINE,
                    finishedCount,
                    ReportText.plural(partitionCount, "partition"),
                    ReportText.plural(recordCount, "record"),
                    recordCount / seconds());
            out.flush();
            isProgressShown = true;
        }
    }
}
