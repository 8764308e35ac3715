// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.proxy;

import dev.orbit.agent.lab.ScratchDirectory;
import dev.orbit.bench.Progress;
import dev.orbit.schemas.Json;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The same producers write straight to a stock broker, through PROXY and after COMPLETE, in turn: as fast as each takes it,
 * and at half of what the stock broker takes. Twice, the second time with a long way to the source. The first time beside
 * a relay and a stock follower: what no proxy that copies can do better.
 */
@Command(
        name = "proxy",
        description = "Producers straight to a stock broker, through PROXY, and after COMPLETE.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class ProxyBenchmark implements Callable<Integer> {

    private static final double BYTES_PER_MB = 1e6;

    @Option(names = "--producers", description = "Each with a connection and a thread of its own.")
    private int producerCount = 4;

    @Option(names = "--partitions", description = "Of each topic.")
    private int partitionCount = 8;

    @Option(names = "--record-bytes", description = "Of each record's value.")
    private int recordBytes = 1_024;

    @Option(names = "--rounds", description = "Of measurements of each lane, in turn. Told is their median.")
    private int roundCount = 3;

    /** A broker that lives for months is measured, not its compilers: they are at work for this long. */
    @Option(names = "--first-warm-up-seconds", description = "Of each lane, once, before the first round.")
    private int firstWarmUpSeconds = 60;

    @Option(names = "--warm-up-seconds", description = "Before each measurement.")
    private int warmUpSeconds = 3;

    @Option(names = "--seconds", description = "Of each measurement.")
    private int seconds = 8;

    @Option(names = "--delay-ms", description = "Added to the way to the source in the second table; 0: no such table.")
    private int delayMs = 50;

    @Option(
            names = "--only",
            split = ",",
            description = "Some of ${COMPLETION-CANDIDATES}, as fast as they go; no JSON line then.")
    private Set<Lane> only = EnumSet.noneOf(Lane.class);

    @Override
    public Integer call() throws Exception {
        if (!only.isEmpty()) {
            saturate();
            return 0;
        }
        Result near = measure(0);
        if (delayMs > 0) {
            measure(delayMs);
        }
        System.out.println(Json.MAPPER.writeValueAsString(near));
        return 0;
    }

    private void saturate() throws Exception {
        try (ScratchDirectory directory = ScratchDirectory.create("orbit-bench");
                Site site = Site.start(directory.path(), partitionCount, 0)) {
            warmUp(site);
            System.out.println(ResultTable.of(rounds(roundCount, site, Load.UNLIMITED)));
        }
    }

    private Result measure(int delay) throws Exception {
        Rounds saturated;
        Rounds half;
        try (ScratchDirectory directory = ScratchDirectory.create("orbit-bench");
                Site site = Site.start(directory.path(), partitionCount, delay)) {
            warmUp(site);
            Progress.tell("writing as fast as it goes");
            saturated = rounds(roundCount, site, Load.UNLIMITED);
            Progress.tell("writing half of what the source takes");
            double direct = saturated.median(Lane.DIRECT, Measurement::mbPerS);
            half = rounds(roundCount, site, Result.HALF * direct * BYTES_PER_MB / recordBytes);
        }
        System.out.printf(
                "%nProxy: %d producers, %d partitions, records of %d bytes, %d processors, everything on this machine%s%n%n%s%n",
                producerCount,
                partitionCount,
                recordBytes,
                Runtime.getRuntime().availableProcessors(),
                delay == 0 ? "" : ", " + delay + " ms added to the way to the source",
                ResultTable.of(saturated, half));
        return Result.of(saturated, half);
    }

    private Rounds rounds(int count, Site site, double recordsPerSecond) throws Exception {
        List<Measurement> measurements = new ArrayList<>();
        for (int round = 0; round < count; round++) {
            for (Lane lane : lanes(site)) {
                measurements.add(measure(site, lane, recordsPerSecond));
            }
        }
        return new Rounds(measurements);
    }

    private List<Lane> lanes(Site site) {
        return site.lanes().stream()
                .filter(lane -> only.isEmpty() || only.contains(lane))
                .toList();
    }

    private void warmUp(Site site) throws Exception {
        Progress.tell("warming up every lane");
        for (Lane lane : lanes(site)) {
            Load load = load(site, lane, Load.UNLIMITED);
            try (load) {
                TimeUnit.SECONDS.sleep(firstWarmUpSeconds);
            }
            site.awaitCopied(lane, load.acknowledged());
        }
    }

    private Load load(Site site, Lane lane, double recordsPerSecond) {
        return new Load(
                lane, site.bootstrapServers(lane), producerCount, partitionCount, recordBytes, recordsPerSecond);
    }

    private Measurement measure(Site site, Lane lane, double recordsPerSecond) throws Exception {
        CpuTime cpuBefore;
        double elapsedS;
        long before;
        long recordCount;
        Load load = load(site, lane, recordsPerSecond);
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
        site.awaitCopied(lane, load.acknowledged());
        long inAll = load.acknowledged() - before;
        CpuTime cpu = site.cpuTime(lane).minus(cpuBefore);
        return new Measurement(
                lane,
                megabytes(recordCount) / elapsedS,
                load.latencies().percentileMs(0.5),
                load.latencies().percentileMs(0.99),
                cpu,
                megabytes(inAll));
    }

    private double megabytes(long records) {
        return records * (double) recordBytes / BYTES_PER_MB;
    }
}
