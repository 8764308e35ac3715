// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.replication;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.orbit.agent.lab.ScratchDirectory;
import dev.orbit.agent.lab.StockBrokerOptions;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.lab.Teardown;
import dev.orbit.bench.BrokerJvm;
import dev.orbit.bench.Progress;
import dev.orbit.bench.replication.MirrorMakerReplicator.Setup;
import dev.orbit.schemas.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Copies the same topics from the same stock broker in four ways, one after the other. Megabytes are 10^6 bytes of the
 * source's log as stored; processor time is that of the processes which copy or hold the copy, not of the source. Each
 * copies a topic first that does not count: what is measured is copying, not how a JVM compiles itself.
 */
@Command(
        name = "replication",
        description = "Orbit, MirrorMaker 2 (tuned, and as it comes) and a stock follower copy the same topics.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class ReplicationBenchmark implements Callable<Integer> {

    private static final List<String> CODECS = List.of("none", "lz4");

    /** A way to copy. */
    enum Contender {
        ORBIT,
        MIRRORMAKER,
        MIRRORMAKER_DEFAULTS,
        FOLLOWER
    }

    @Option(names = "--megabytes", description = "Record bytes per topic, before compression, in 10^6.")
    private int megabytes = 1_500;

    @Option(names = "--warm-up-megabytes", description = "The same for the topic that is copied first; 0: none.")
    private int warmUpMegabytes = 1_000;

    @Option(names = "--partitions", description = "Partitions of each topic.")
    private int partitionCount = 8;

    @Option(names = "--record-bytes", description = "Bytes of each record's value.")
    private int recordBytes = 1_024;

    @Option(names = "--seconds", description = "Measure each copy for at most this long.")
    private int seconds = 25;

    @Option(names = "--only", split = ",", description = "Some of ${COMPLETION-CANDIDATES}; no JSON line then.")
    private List<Contender> contenders = List.of(Contender.values());

    @Override
    public Integer call() throws JsonProcessingException {
        Map<Contender, List<Measurement>> measurements = new EnumMap<>(Contender.class);
        try (Teardown teardown = Teardown.atExitAtTheLatest()) {
            Path directory =
                    teardown.add(ScratchDirectory.create("orbit-bench")).path();
            StockBrokerProcess source = teardown.add(StockBrokerProcess.start(
                    StockBrokerOptions.in(directory.resolve("source")).withJvmFlags(BrokerJvm.flags())));
            Cluster cluster = teardown.add(new Cluster(source.bootstrapServers()));
            List<Dataset> warmUp = warmUpMegabytes == 0 ? List.of() : load(source, cluster, "warm-up", warmUpMegabytes);
            List<Dataset> datasets = load(source, cluster, "load", megabytes);
            awaitWritten();
            FreedMemory.leave(Stream.of(warmUp, datasets)
                    .flatMap(List::stream)
                    .mapToLong(Dataset::bytes)
                    .sum());
            for (Contender contender : contenders) {
                measurements.put(contender, measure(contender, source, cluster, warmUp, datasets));
            }
        }
        print(measurements);
        return 0;
    }

    private List<Dataset> load(StockBrokerProcess source, Cluster cluster, String name, int size) {
        SourceData data = new SourceData(source.bootstrapServers(), cluster, partitionCount, recordBytes);
        long recordCount = size * 1_000_000L / recordBytes;
        List<Dataset> datasets = new ArrayList<>();
        for (String codec : CODECS) {
            String topic = name + "-" + codec;
            Progress.tell("writing " + recordCount + " records of " + recordBytes + " bytes to " + topic);
            datasets.add(data.load(topic, codec, recordCount));
        }
        return datasets;
    }

    /** Or the first that copies would share the disk with what was just loaded. */
    private static void awaitWritten() {
        try {
            int unused = new ProcessBuilder("sync").start().waitFor();
        } catch (IOException e) {
            Progress.tell("cannot sync the disk first: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Measurement> measure(
            Contender contender,
            StockBrokerProcess source,
            Cluster cluster,
            List<Dataset> warmUp,
            List<Dataset> datasets) {
        Meter meter = new Meter(Duration.ofSeconds(seconds));
        List<Measurement> measurements = new ArrayList<>();
        // what one has copied must not push the source out of memory for the next
        try (ScratchDirectory own = ScratchDirectory.create("orbit-bench");
                Replicator replicator = replicator(contender, source, cluster, own.path())) {
            for (Dataset dataset : warmUp) {
                Progress.tell(replicator.name() + " copies " + dataset.topic() + ", which does not count");
                meter.measure(replicator, dataset);
            }
            for (Dataset dataset : datasets) {
                Progress.tell(replicator.name() + " copies " + dataset.topic());
                measurements.add(meter.measure(replicator, dataset));
            }
        }
        return measurements;
    }

    private static Replicator replicator(
            Contender contender, StockBrokerProcess source, Cluster cluster, Path directory) {
        Path own = directory.resolve(contender.name());
        return switch (contender) {
            case ORBIT -> new OrbitReplicator(source.bootstrapServers(), own, BrokerJvm.flags());
            case MIRRORMAKER ->
                new MirrorMakerReplicator(Setup.TUNED, source.bootstrapServers(), own, BrokerJvm.flags());
            case MIRRORMAKER_DEFAULTS ->
                new MirrorMakerReplicator(Setup.DEFAULTS, source.bootstrapServers(), own, BrokerJvm.flags());
            case FOLLOWER -> new FollowerReplicator(source.options(), cluster);
        };
    }

    private void print(Map<Contender, List<Measurement>> measurements) throws JsonProcessingException {
        System.out.printf(
                "%nReplication: %d partitions, records of %d bytes, %d processors, everything on this machine%n%n",
                partitionCount, recordBytes, Runtime.getRuntime().availableProcessors());
        System.out.println(ResultTable.of(measurements.values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing(
                        measurement -> CODECS.indexOf(measurement.dataset().codec())))
                .toList()));
        List<Measurement> orbit = measurements.getOrDefault(Contender.ORBIT, List.of());
        List<Measurement> mirrorMaker = measurements.getOrDefault(Contender.MIRRORMAKER, List.of());
        List<Measurement> follower = measurements.getOrDefault(Contender.FOLLOWER, List.of());
        if (contenders.size() == Contender.values().length) {
            System.out.println(Json.MAPPER.writeValueAsString(Result.of(orbit, mirrorMaker, follower)));
        }
    }
}
