// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.provider;

import dev.orbit.agent.lab.ScratchDirectory;
import dev.orbit.bench.Figures;
import dev.orbit.bench.Progress;
import dev.orbit.schemas.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts of the installed provider beside those of a bare server, by turns; and plans of many mappings. */
@Command(
        name = "provider",
        description = "How long the Terraform provider takes to start, beside a bare gRPC server, and a large plan.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class ProviderBenchmark implements Callable<Integer> {

    private static final int REFERENCE_JDK = 17;

    @Option(names = "--starts", description = "Of each.")
    private int starts = 15;

    @Option(names = "--mappings", description = "In the plan.")
    private int mappings = 500;

    @Option(names = "--plans", description = "Of which the median counts.")
    private int plans = 3;

    @Override
    public Integer call() throws Exception {
        try (ScratchDirectory directory = ScratchDirectory.create("orbit-bench")) {
            Path scratch = directory.path();
            Path mirror = install(scratch);
            NavigableMap<Integer, Path> jdks = Jdks.installed();
            Path reference = jdks.get(REFERENCE_JDK);
            if (reference == null) {
                throw new IllegalStateException("There is no JDK " + REFERENCE_JDK + " beside "
                        + System.getProperty("java.home") + ". Install one, or run this with it.");
            }
            Path launcher = launcher(mirror);
            Contender bare = Contender.bare("bare server, JDK 17", classPath(launcher), reference, scratch);
            Contender provider = Contender.provider("provider, JDK 17", launcher, reference, scratch);
            int newest = jdks.lastKey();
            Path newestHome = jdks.get(newest);
            Contender modern = newest == REFERENCE_JDK || newestHome == null
                    ? null
                    : Contender.provider("provider, JDK " + newest, launcher, newestHome, scratch);
            List<Contender> contenders = new ArrayList<>(List.of(bare, provider));
            if (modern != null) {
                contenders.add(modern);
            }
            Progress.tell("starting each of " + contenders.size() + " " + starts + " times, by turns");
            for (int i = 0; i < starts; i++) {
                for (Contender contender : contenders) {
                    contender.start();
                }
            }
            Progress.tell("planning " + mappings + " mappings " + plans + " times");
            double planSeconds = Figures.median(LargePlan.seconds(mirror, scratch, mappings, plans));
            print(bare, provider, modern, contenders, planSeconds);
        }
        return 0;
    }

    private static Path home() {
        return Path.of(System.getProperty("orbit.home", ".")).toAbsolutePath();
    }

    /** As a user does it; the archive beside the package is the installing JDK's. */
    private static Path install(Path scratch) throws IOException {
        Progress.tell("installing the provider");
        Path mirror = scratch.resolve("mirror");
        Jdks.run(
                scratch,
                Map.of(),
                List.of(home().resolve("orbit").toString(), "install-provider", "--dir", mirror.toString()));
        return mirror;
    }

    private static Path launcher(Path mirror) throws IOException {
        try (Stream<Path> files = Files.walk(mirror)) {
            return files.filter(file -> file.getFileName().toString().startsWith("terraform-provider-orbit"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no provider in " + mirror));
        }
    }

    /** The provider's own jars in the same order, with the bare server's before them. Archives are of jars only. */
    private static String classPath(Path launcher) throws IOException {
        Path own = Path.of(URI.create(BareServer.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()));
        try (Stream<Path> jars = Files.list(launcher.resolveSibling("lib"))) {
            List<String> entries = new ArrayList<>(List.of(own.toString()));
            jars.map(Path::toString).sorted().forEach(entries::add);
            return String.join(":", entries);
        }
    }

    private static void print(
            Contender bare,
            Contender provider,
            @Nullable Contender modern,
            List<Contender> contenders,
            double planSeconds)
            throws IOException {
        System.out.println("\nready after (ms)           median     fastest");
        for (Contender contender : contenders) {
            System.out.printf("%-22s %10.0f  %10.0f%n", contender.name, contender.medianMs(), contender.fastestMs());
        }
        System.out.printf("%nterraform plan of a link and its mappings: %.1f s%n%n", planSeconds);
        System.out.println(Json.MAPPER.writeValueAsString(new Result(
                Figures.rounded(provider.medianMs() / bare.medianMs(), 2),
                Math.round(provider.medianMs()),
                modern == null ? null : Math.round(modern.medianMs()),
                Figures.rounded(planSeconds, 1))));
    }
}
