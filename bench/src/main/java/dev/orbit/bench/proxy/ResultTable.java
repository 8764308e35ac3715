// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.proxy;

import java.util.Locale;

/** The measurements for people. Pure. */
final class ResultTable {

    private ResultTable() {}

    /**
     * A line for each lane and load. The rest of the processor time is the agent's, or the relay's and the follower's.
     *
     * @param saturated as fast as it goes
     * @param half at half of what the source takes
     */
    static String of(Rounds saturated, Rounds half) {
        StringBuilder table = new StringBuilder(of(saturated));
        add(table, "at the half", half);
        return table.toString();
    }

    /** Those as fast as they go alone. */
    static String of(Rounds saturated) {
        StringBuilder table = new StringBuilder();
        table.append("                                         MB/s   p50 ms   p99 ms   CPU-ms/MB")
                .append(" = producers + source +   rest%n".formatted());
        add(table, "at most", saturated);
        return table.toString();
    }

    private static void add(StringBuilder table, String load, Rounds rounds) {
        for (Lane lane : rounds.lanes()) {
            table.append(String.format(
                    Locale.ROOT,
                    "%-24s %-12s %8.1f %8.2f %8.2f %11.2f %11.2f %8.2f %8.2f%n",
                    lane.title,
                    load,
                    rounds.median(lane, Measurement::mbPerS),
                    rounds.median(lane, Measurement::p50Ms),
                    rounds.median(lane, Measurement::p99Ms),
                    rounds.median(lane, Measurement::cpuMsPerMb),
                    rounds.median(lane, one -> one.msPerMb(one.cpu().producers())),
                    rounds.median(lane, one -> one.msPerMb(one.cpu().source())),
                    rounds.median(lane, one -> one.msPerMb(one.cpu().rest()))));
        }
    }
}
