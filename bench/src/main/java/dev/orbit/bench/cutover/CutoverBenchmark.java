// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.cutover;

import dev.orbit.agent.lab.AgentApi;
import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.ScratchDirectory;
import dev.orbit.agent.lab.StockBrokerOptions;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.lab.Teardown;
import dev.orbit.bench.BrokerJvm;
import dev.orbit.bench.Figures;
import dev.orbit.schemas.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Producers write to topics in PROXY, which are cut over at once: how long does each wait? */
@Command(
        name = "cutover",
        description = "The pause that producers see when their topics are cut over at once.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class CutoverBenchmark implements Callable<Integer> {

    @Option(names = "--topics", description = "Cut over at once, each with a producer of its own.")
    private int topicCount = 50;

    @Option(names = "--rate", description = "Records per second on each topic.")
    private int recordsPerSecond = 1_000;

    @Option(names = "--record-bytes", description = "Of each record's value.")
    private int recordBytes = 100;

    @Option(names = "--rounds", description = "Each with new topics.")
    private int rounds = 3;

    @Option(
            names = "--warm-up-seconds",
            description = "Of producing before the first round: JIT compilers keep new processes busy for that long.")
    private int warmUpSeconds = 60;

    @Option(names = "--seconds", description = "Of producing, and of watching what is normal, in each round.")
    private int seconds = 5;

    @Override
    public Integer call() throws Exception {
        List<Round.Outcome> outcomes = new ArrayList<>();
        try (Teardown teardown = Teardown.atExitAtTheLatest()) {
            Path directory =
                    teardown.add(ScratchDirectory.create("orbit-bench")).path();
            StockBrokerProcess source = teardown.add(StockBrokerProcess.start(
                    StockBrokerOptions.in(directory.resolve("source")).withJvmFlags(BrokerJvm.flags())));
            AgentProcess agent = teardown.add(AgentProcess.start(directory.resolve("agent"), BrokerJvm.flags()));
            AgentApi api = new AgentApi(agent.endpoint());
            api.change(List.of(Documents.putLink(source.bootstrapServers())));
            printHead();
            for (int i = 1; i <= rounds; i++) {
                Round.Outcome outcome = new Round(
                                topics(i),
                                recordsPerSecond,
                                recordBytes,
                                seconds + (i == 1 ? warmUpSeconds : 0),
                                seconds)
                        .run(source.bootstrapServers(), agent.bootstrapServers(), api);
                print(i, outcome);
                outcomes.add(outcome);
            }
        }
        System.out.println();
        System.out.println(Json.MAPPER.writeValueAsString(Result.of(topicCount, outcomes)));
        return 0;
    }

    private void printHead() {
        System.out.printf(
                "%nCutover: %d topics at once, %d records/s of %d bytes on each, %d processors, all on this machine%n%n",
                topicCount, recordsPerSecond, recordBytes, Runtime.getRuntime().availableProcessors());
        System.out.println(
                "A pause is a producer's longest time between two acknowledgements while its topic is cut over;"
                        + " normal is the median of that time before.");
        System.out.println("round   records/s   normal ms   pause ms: p50       p99       max   errors");
    }

    private List<String> topics(int round) {
        return IntStream.range(0, topicCount)
                .mapToObj(number -> "round-" + round + "-topic-" + number)
                .toList();
    }

    private static void print(int round, Round.Outcome outcome) {
        List<Double> sorted = outcome.pausesMs().stream().sorted().toList();
        System.out.printf(
                "%-5d %11.0f %11.1f %15.1f %9.1f %9.1f %8d%n",
                round,
                outcome.recordsPerSecond(),
                outcome.normalMs(),
                Figures.percentile(sorted, 0.5),
                Figures.percentile(sorted, 0.99),
                Figures.percentile(sorted, 1),
                outcome.errors());
    }
}
