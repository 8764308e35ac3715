// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.proxy;

import dev.orbit.agent.lab.ScratchDirectory;
import dev.orbit.schemas.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The same producers write straight to a stock broker, through PROXY and after COMPLETE: as fast as each takes it, and at
 * half of what the stock broker takes. Twice, the second time with a long way to the source.
 */
@Command(
        name = "proxy",
        description = "Producers straight to a stock broker, through PROXY, and after COMPLETE.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class ProxyBenchmark implements Callable<Integer> {

    /** What passes for carrying a load: clocks and warm-up aside, all of it. */
    private static final double CARRIED = 0.98;

    private static final double HALF = 0.5;
    private static final double BYTES_PER_MB = 1e6;

    @Option(names = "--producers", description = "Each with a connection and a thread of its own.")
    private int producerCount = 4;

    @Option(names = "--partitions", description = "Of each topic.")
    private int partitionCount = 8;

    @Option(names = "--record-bytes", description = "Of each record's value.")
    private int recordBytes = 1_024;

    @Option(names = "--warm-up-seconds", description = "Before each measurement.")
    private int warmUpSeconds = 5;

    @Option(names = "--seconds", description = "Of each measurement.")
    private int seconds = 10;

    @Option(names = "--delay-ms", description = "Added to the way to the source in the second table; 0: no such table.")
    private int delayMs = 50;

    @Override
    public Integer call() throws Exception {
        List<Measurement> near = measure(0);
        if (delayMs > 0) {
            measure(delayMs);
        }
        Measurement direct = find(near, Lane.DIRECT, false);
        Measurement proxy = find(near, Lane.PROXY, false);
        System.out.println(Json.MAPPER.writeValueAsString(new Result(
                proxy.mbPerS() >= CARRIED * HALF * find(near, Lane.DIRECT, true).mbPerS() ? 1 : 0,
                rounded(proxy.p50Ms() - direct.p50Ms()),
                rounded(proxy.p99Ms() / direct.p99Ms()),
                rounded(find(near, Lane.PROXY, true).cpuMsPerMb()
                        / find(near, Lane.DIRECT, true).cpuMsPerMb()))));
        return 0;
    }

    private List<Measurement> measure(int delay) throws Exception {
        List<Measurement> measurements = new ArrayList<>();
        try (ScratchDirectory directory = ScratchDirectory.create("orbit-bench");
                Site site = Site.start(directory.path(), partitionCount, delay)) {
            progress("warming up every lane");
            for (Lane lane : Lane.values()) {
                measure(site, lane, Load.UNLIMITED);
            }
            for (Lane lane : Lane.values()) {
                progress("writing " + lane.title + " as fast as it goes");
                measurements.add(measure(site, lane, Load.UNLIMITED));
            }
            double half = HALF * find(measurements, Lane.DIRECT, true).mbPerS() * BYTES_PER_MB / recordBytes;
            for (Lane lane : Lane.values()) {
                progress("writing " + lane.title + " at half of what the source takes");
                measurements.add(measure(site, lane, half));
            }
        }
        print(delay, measurements);
        return measurements;
    }

    private Measurement measure(Site site, Lane lane, double recordsPerSecond) throws Exception {
        CpuTime cpuBefore;
        double elapsedS;
        long before;
        long recordCount;
        Load load = new Load(
                lane, site.bootstrapServers(lane), producerCount, partitionCount, recordBytes, recordsPerSecond);
        try (load) {
            TimeUnit.SECONDS.sleep(warmUpSeconds);
            load.latencies().clear();
            cpuBefore = site.cpuTime(lane);
            before = load.acknowledged();
            long beganNanos = System.nanoTime();
            TimeUnit.SECONDS.sleep(seconds);
            recordCount = load.acknowledged() - before;
            elapsedS = (System.nanoTime() - beganNanos) / 1e9;
        }
        // whatever is still to be copied costs too
        site.awaitCopied();
        long inAll = load.acknowledged() - before;
        CpuTime cpu = site.cpuTime(lane).minus(cpuBefore);
        return new Measurement(
                lane,
                recordsPerSecond == Load.UNLIMITED,
                megabytes(recordCount) / elapsedS,
                load.latencies().percentileMs(0.5),
                load.latencies().percentileMs(0.99),
                cpu,
                megabytes(inAll));
    }

    private double megabytes(long records) {
        return records * (double) recordBytes / BYTES_PER_MB;
    }

    private void print(int delay, List<Measurement> measurements) {
        System.out.printf(
                "%nProxy: %d producers, %d partitions, records of %d bytes, %d processors, everything on this machine%s%n%n",
                producerCount,
                partitionCount,
                recordBytes,
                Runtime.getRuntime().availableProcessors(),
                delay == 0 ? "" : ", " + delay + " ms added to the way to the source");
        System.out.println("                                         MB/s   p50 ms   p99 ms   CPU-ms/MB"
                + " = producers + source +  agent");
        for (Measurement one : measurements) {
            System.out.printf(
                    "%-24s %-12s %8.1f %8.2f %8.2f %11.2f %11.2f %8.2f %8.2f%n",
                    one.lane().title,
                    one.saturated() ? "at most" : "at the half",
                    one.mbPerS(),
                    one.p50Ms(),
                    one.p99Ms(),
                    one.cpuMsPerMb(),
                    one.msPerMb(one.cpu().producers()),
                    one.msPerMb(one.cpu().source()),
                    one.msPerMb(one.cpu().agent()));
        }
        System.out.println();
    }

    private static Measurement find(List<Measurement> measurements, Lane lane, boolean saturated) {
        return measurements.stream()
                .filter(one -> one.lane() == lane && one.saturated() == saturated)
                .findFirst()
                .orElseThrow();
    }

    private static double rounded(double figure) {
        return Math.round(100 * figure) / 100.0;
    }

    private static void progress(String message) {
        System.err.println(message + " ...");
    }
}
