// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.replication;

import java.util.List;
import java.util.Locale;

/** The measurements for people. Pure. */
final class ResultTable {

    private ResultTable() {}

    static String of(List<Measurement> measurements) {
        StringBuilder table = new StringBuilder();
        table.append(String.format(
                Locale.ROOT,
                "%-6s  %-16s  %8s  %8s  %8s  %10s%n",
                "codec",
                "copied by",
                "MB",
                "seconds",
                "MB/s",
                "MB/CPU-s"));
        for (Measurement measurement : measurements) {
            table.append(String.format(
                    Locale.ROOT,
                    "%-6s  %-16s  %8.0f  %8.1f  %8.1f  %10.1f%n",
                    measurement.dataset().codec(),
                    measurement.replicator(),
                    measurement.megabytes(),
                    measurement.elapsed().toNanos() / 1e9,
                    measurement.mbPerSecond(),
                    measurement.mbPerCpuSecond()));
        }
        return table.toString();
    }
}
