// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.idle;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.orbit.agent.lab.AgentApi;
import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.ScratchDirectory;
import dev.orbit.agent.lab.StockBrokerOptions;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.lab.Teardown;
import dev.orbit.bench.BrokerJvm;
import dev.orbit.bench.Figures;
import dev.orbit.bench.Progress;
import dev.orbit.schemas.Json;
import dev.orbit.schemas.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One agent mirrors many partitions to which nothing is written, and then single records. */
@Command(
        name = "idle",
        description = "An agent with many mirrored partitions at rest, and the way of single records.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class IdleBenchmark implements Callable<Integer> {

    private static final int PARTITIONS_PER_TOPIC = 100;
    private static final Duration MIRRORED_WITHIN = Duration.ofMinutes(5);
    private static final long LOOK_AGAIN_MS = 500;

    /** What a young JVM compiles is not rest: compiling took a third of the processor time until then. */
    private static final int SETTLES_SECONDS = 90;

    private static final int WARM_UP_RECORDS = 500;

    @Option(names = "--partitions", description = "Mirrored partitions, a multiple of " + PARTITIONS_PER_TOPIC + ".")
    private int partitionCount = 5_000;

    @Option(names = "--seconds", description = "How long the rest is watched.")
    private int seconds = 60;

    @Option(names = "--records", description = "Single records, 100 a second.")
    private int recordCount = 2_000;

    @Override
    public Integer call() throws Exception {
        try (Teardown teardown = Teardown.atExitAtTheLatest()) {
            Path directory =
                    teardown.add(ScratchDirectory.create("orbit-bench")).path();
            StockBrokerProcess source = teardown.add(StockBrokerProcess.start(
                    StockBrokerOptions.in(directory.resolve("source")).withJvmFlags("-Xmx2g")));
            Progress.tell("creating " + partitionCount + " partitions at the source");
            List<TopicPartition> partitions = createTopics(source.bootstrapServers());
            AgentProcess agent = teardown.add(AgentProcess.start(directory.resolve("agent"), BrokerJvm.flags()));
            mirror(source, agent);
            Progress.tell("leaving it alone for " + SETTLES_SECONDS + " s, then watching " + seconds + " s of rest");
            TimeUnit.SECONDS.sleep(SETTLES_SECONDS);
            double cpuShare = cpuShare(agent);
            long heap = LiveHeap.mebibytes(agent.pid());
            Progress.tell("writing " + WARM_UP_RECORDS + " single records to warm up, then " + recordCount);
            List<Double> ways =
                    new ArrayList<>(new ArrivalProbe(source.bootstrapServers(), agent.bootstrapServers(), partitions)
                            .ways(recordCount, WARM_UP_RECORDS));
            Collections.sort(ways);
            print(cpuShare, heap, ways);
        }
        return 0;
    }

    private List<TopicPartition> createTopics(String source) throws Exception {
        List<TopicPartition> partitions = new ArrayList<>();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", source))) {
            for (int topic = 0; topic < partitionCount / PARTITIONS_PER_TOPIC; topic++) {
                String name = "idle-" + topic;
                admin.createTopics(List.of(new NewTopic(name, PARTITIONS_PER_TOPIC, (short) 1)))
                        .all()
                        .get(1, TimeUnit.MINUTES);
                for (int partition = 0; partition < PARTITIONS_PER_TOPIC; partition++) {
                    partitions.add(new TopicPartition(name, partition));
                }
            }
        }
        return partitions;
    }

    private void mirror(StockBrokerProcess source, AgentProcess agent) throws InterruptedException {
        Progress.tell("waiting until they are mirrored");
        AgentApi api = new AgentApi(agent.endpoint());
        api.change(List.of(Documents.putLink(source.bootstrapServers()), Documents.putRegexMapping("idle-.*", "")));
        long deadlineNanos = System.nanoTime() + MIRRORED_WITHIN.toNanos();
        while (mirrored(api.snapshot()) < partitionCount) {
            if (System.nanoTime() > deadlineNanos) {
                throw new IllegalStateException("Only " + mirrored(api.snapshot()) + " partitions are mirrored after "
                        + MIRRORED_WITHIN.toMinutes() + " minutes.");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
        }
    }

    private static long mirrored(Snapshot snapshot) {
        return snapshot.topics().stream()
                .flatMap(topic -> topic.partitions().stream())
                .filter(partition -> Long.valueOf(0).equals(partition.offsetLag()))
                .count();
    }

    private double cpuShare(AgentProcess agent) throws InterruptedException {
        Duration before = agent.cpuTime();
        long fromNanos = System.nanoTime();
        TimeUnit.SECONDS.sleep(seconds);
        double used = agent.cpuTime().minus(before).toNanos();
        return used / (System.nanoTime() - fromNanos);
    }

    private void print(double cpuShare, long heap, List<Double> ways) throws JsonProcessingException {
        System.out.printf(
                """

                At rest, %,d mirrored partitions, %d processors, everything on this machine

                processor time   %5.1f %% of one processor
                live heap        %5d MiB of 1024
                a record's way   %5.1f ms at the median, %.1f ms at the 99th percentile, %.1f ms at most (%,d records)

                """,
                partitionCount,
                Runtime.getRuntime().availableProcessors(),
                100 * cpuShare,
                heap,
                Figures.percentile(ways, 0.5),
                Figures.percentile(ways, 0.99),
                ways.get(ways.size() - 1),
                ways.size());
        System.out.println(Json.MAPPER.writeValueAsString(new Result(
                partitionCount,
                Figures.rounded(cpuShare, 3),
                heap,
                Figures.rounded(Figures.percentile(ways, 0.99), 1))));
    }
}
