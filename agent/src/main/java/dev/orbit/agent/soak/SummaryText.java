// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A summary for a person. Pure. */
final class SummaryText {

    private SummaryText() {}

    static String of(Summary summary) {
        StringBuilder text = new StringBuilder();
        table(text, "action", summary.actions());
        table(text, "records at the source", records(summary.records()));
        table(text, "through Orbit", proxied(summary.proxied()));
        table(text, "transactions", summary.transactions());
        table(text, "checks", summary.checks());
        text.append(String.format(
                Locale.ROOT,
                "%nCompared %,d records in all; the mirrors caught up within %,d ms at every quiet point.%n",
                summary.comparedRecordCount(),
                summary.worstCatchUpMs()));
        text.append(String.format(
                Locale.ROOT,
                "Seed %d, %,d steps in %,d s. The history is in %s.%n%n",
                summary.seed(),
                summary.stepCount(),
                summary.seconds(),
                summary.history()));
        if (summary.isHeld()) {
            text.append("No invariant was broken.\n");
        } else {
            broken(text, summary);
        }
        return text.toString();
    }

    private static Map<String, Long> records(Summary.Records records) {
        Map<String, Long> rows = new TreeMap<>();
        rows.put("acknowledged for good", records.kept());
        rows.put("acknowledged by leaders alone", records.leaderOnly());
        rows.put("aborted", records.aborted());
        rows.put("not acknowledged", records.refused());
        rows.put("lost by leaders, on both sides", records.lostByLeaders());
        if (records.lostBySource() > 0) {
            rows.put("lost by the source though acknowledged for good", records.lostBySource());
        }
        return rows;
    }

    private static Map<String, Long> proxied(Summary.Proxied proxied) {
        Map<String, Long> rows = new TreeMap<>();
        rows.put("records acknowledged", proxied.acknowledged());
        rows.put("records that nobody was told of", proxied.unknown());
        rows.put("records with acks 1 that leaders lost", proxied.lostByLeaders());
        rows.put("migrations complete", proxied.complete());
        rows.put("migrations rolled back", proxied.rolledBack());
        rows.put("strays", proxied.strays());
        return rows;
    }

    private static void table(StringBuilder text, String title, Map<String, Long> rows) {
        text.append(String.format(Locale.ROOT, "%n%-50s %12s%n", title, "count"));
        new TreeMap<>(rows)
                .forEach((name, count) -> text.append(String.format(Locale.ROOT, "  %-48s %,12d%n", name, count)));
    }

    private static void broken(StringBuilder text, Summary summary) {
        text.append("The last steps:\n");
        summary.lastSteps().forEach(step -> text.append("  ").append(step).append('\n'));
        text.append("\nBROKEN:\n");
        summary.broken().forEach(breach -> text.append("  ").append(breach).append('\n'));
        text.append("\nWhat should hold:\n");
        summary.invariants()
                .forEach((name, words) -> text.append("  ")
                        .append(name)
                        .append(": ")
                        .append(words)
                        .append('\n'));
        text.append(String.format(
                Locale.ROOT,
                "%nThe states of both sides are in %s, logs and data in %s.%nThe same history again: ./orbit soak --seed %d%n",
                summary.history(),
                summary.directory(),
                summary.seed()));
    }
}
