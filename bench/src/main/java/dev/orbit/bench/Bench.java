// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench;

import dev.orbit.bench.cutover.CutoverBenchmark;
import dev.orbit.bench.idle.IdleBenchmark;
import dev.orbit.bench.provider.ProviderBenchmark;
import dev.orbit.bench.proxy.ProxyBenchmark;
import dev.orbit.bench.replication.ReplicationBenchmark;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code bench/run NAME}: prints a table for people and, as its last line, one JSON object. */
@Command(
        name = "bench/run",
        description = "Runs one benchmark; prints a table and, as its last line, one JSON object.",
        subcommands = {
            ReplicationBenchmark.class,
            ProxyBenchmark.class,
            CutoverBenchmark.class,
            IdleBenchmark.class,
            ProviderBenchmark.class
        },
        mixinStandardHelpOptions = true)
public final class Bench {

    private Bench() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench()).execute(args));
    }
}
