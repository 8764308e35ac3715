// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.orbit.agent.lab.ScratchDirectory;
import dev.orbit.agent.lab.Teardown;
import dev.orbit.schemas.Json;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code orbit soak}. Exit code 0 only if every invariant held. */
@Command(
        name = "soak",
        description = "Runs a stock source of two brokers and an Orbit agent on this machine, does to them what a seed"
                + " makes up, breaks them and their network, and checks all the while that the mirror is exact, and that"
                + " migrations lose and double nothing.",
        footer = {
            "",
            "The history - what is done, in which order and with which parameters -",
            "follows from the seed; when a cluster gets how far with it does not, so a",
            "failure may need several runs of its seed. At quiet points everything is",
            "healed, both sides are compared in full, and what producers were told is held",
            "against the destination; between them mirrors are compared one by one while it",
            "all goes on.",
            "",
            "Exit codes: 0 every invariant held, 1 one was broken, or any error."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class SoakCommand implements Callable<Integer> {

    private static final int SEEDS = 1_000_000;
    private static final int MINUTES_MAX = 100_000;
    private static final double SECONDS_PER_MINUTE = 60;

    private final PrintStream out;
    private final PrintStream err;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--seed", paramLabel = "N", description = "Of the history (default: made up, and printed).")
    private @Nullable Long seed;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            defaultValue = "5",
            description = "After which no more actions begin, fractions allowed (default: ${DEFAULT-VALUE}).")
    private double minutes;

    @Option(
            names = "--history",
            paramLabel = "FILE",
            description = "Where to write everything that happened (default: orbit-soak-SEED.txt in this directory).")
    private @Nullable Path history;

    @Option(names = "--json", description = "Print the summary alone, as JSON.")
    private boolean json;

    /** Of this process. */
    public SoakCommand() {
        this(System.out, System.err);
    }

    SoakCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        if (!(minutes > 0 && minutes <= MINUTES_MAX) && spec != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--minutes is " + minutes + "; it must be more than 0 and at most " + MINUTES_MAX + ".");
        }
        long chosen = seed == null ? ThreadLocalRandom.current().nextInt(SEEDS) : seed;
        Path file = history == null ? Path.of("orbit-soak-" + chosen + ".txt") : history;
        try (Tale tale = Tale.begin(out, !json, file)) {
            tale.detail("seed " + chosen + "; the history is written to " + file);
            return run(chosen, tale);
        }
    }

    private int run(long chosen, Tale tale) throws InterruptedException, JsonProcessingException {
        AtomicBoolean keep = new AtomicBoolean();
        Summary summary;
        try (Teardown teardown = Teardown.atExitAtTheLatest()) {
            Path directory = directory(teardown, keep);
            Duration length = Duration.ofMillis(Math.round(minutes * SECONDS_PER_MINUTE * 1_000));
            try {
                summary = new Soak(chosen, length, teardown, tale).run(directory);
                keep.set(!summary.isHeld());
            } catch (RuntimeException e) {
                // after Ctrl-C everything fails, and nobody wants to read it
                if (!teardown.isClosed()) {
                    keep.set(true);
                    err.println("The soak with seed " + chosen + " could not go on: " + e.getMessage());
                    err.println("Everything of it is in " + directory + ".");
                }
                return 1;
            }
        }
        out.println(json ? Json.MAPPER.writeValueAsString(summary) : SummaryText.of(summary));
        return summary.isHeld() ? 0 : 1;
    }

    /** Removed in the end, unless it is to be looked into. */
    private static Path directory(Teardown teardown, AtomicBoolean keep) {
        ScratchDirectory directory = ScratchDirectory.create("orbit-soak");
        teardown.add(() -> {
            if (!keep.get()) {
                directory.close();
            }
        });
        return directory.path();
    }
}
