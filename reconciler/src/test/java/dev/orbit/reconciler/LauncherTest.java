// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher {@code orbit} in a home of the test's making, with a Java and a Maven that tell how they are called. */
class LauncherTest {

    private static final Path LAUNCHER =
            Path.of(System.getProperty("basedir", ".")).toAbsolutePath().resolveSibling("orbit");
    private static final List<String> TOOLS = List.of(
            "bash", "env", "dirname", "readlink", "find", "sed", "head", "touch", "flock", "cat", "mkdir", "sleep");

    private static final String BASH = "#!/usr/bin/env bash";

    @TempDir
    private Path directory;

    private Path home;
    private Path bin;
    private final Map<String, String> environment = new HashMap<>();

    private record Run(int exitCode, String out, String err, long pid) {}

    @BeforeEach
    void furnish() throws IOException {
        home = Files.createDirectories(directory.resolve("my home"));
        bin = Files.createDirectories(directory.resolve("bin"));
        Files.copy(LAUNCHER, home.resolve("orbit"), COPY_ATTRIBUTES);
        for (String tool : TOOLS) {
            script(bin.resolve(tool), "#!/bin/sh", "exec " + which(tool) + " \"$@\"");
        }
        source("pom.xml");
        source("schemas/openapi.yaml");
        source("schemas/orbit.schema.json");
        source("proto/pom.xml");
        for (String module : List.of("schemas", "agent", "reconciler", "tfplugin-bridge")) {
            source(module + "/pom.xml");
            source(module + "/src/main/java/A.java");
            jar(module);
        }
        environment.put("PATH", bin.toString());
        environment.put("JAVA_HOME", java("17.0.15").toString());
    }

    private static Path which(String tool) {
        return List.of("/usr/bin", "/bin", "/usr/local/bin").stream()
                .map(place -> Path.of(place, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError(tool + " is not installed"));
    }

    private void source(String file) throws IOException {
        Path path = home.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, "");
        Files.setLastModifiedTime(path, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    }

    private void jar(String module) throws IOException {
        Files.createDirectories(home.resolve(module + "/target/lib"));
        Files.writeString(home.resolve(module + "/target/orbit-" + module + "-0.1.0.jar"), "");
    }

    private static void script(Path file, String... lines) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, List.of(lines));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A Java home whose program prints its process id and its arguments. */
    private Path java(String version) throws IOException {
        Path java = directory.resolve("jdk-" + version);
        script(java.resolve("bin/java"), BASH, "echo \"pid $$\"", "printf '%s\\n' \"$@\"");
        Files.writeString(java.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return java;
    }

    private void maven(String then) throws IOException {
        script(bin.resolve("mvn"), BASH, "echo \"mvn $*\"", then);
    }

    private Run run(Path launcher, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), Files.readString(out), Files.readString(err), process.pid());
    }

    private Run run(String... arguments) throws IOException, InterruptedException {
        return run(home.resolve("orbit"), arguments);
    }

    @Test
    void becomesTheReconcilersCommandAndPassesAllArguments() throws Exception {
        Run run = run("plan", "a b", "", "--x='y'", "*");

        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines())
                .containsExactly(
                        "pid " + run.pid(),
                        "-Dorbit.home=" + home.toRealPath(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-Xlog:disable",
                        "-Xlog:all=warning:stderr",
                        "-cp",
                        home.toRealPath() + "/reconciler/target/orbit-reconciler-0.1.0.jar:" + home.toRealPath()
                                + "/reconciler/target/lib/*",
                        "dev.orbit.reconciler.cli.OrbitCommand",
                        "plan",
                        "a b",
                        "",
                        "--x='y'",
                        "*");
    }

    @Test
    void runsBrokersAtFullSpeed() throws Exception {
        for (String command : List.of("agent", "quickstart", "verify", "soak")) {
            assertThat(run(command, "-h").out())
                    .contains("/agent/target/lib/*\ndev.orbit.agent.AgentMain\n" + command + "\n-h\n")
                    .doesNotContain("-XX");
        }
    }

    @Test
    void anAgentHeedsWhatKafkasScriptsHeed() throws Exception {
        environment.put("KAFKA_HEAP_OPTS", "-Xms2g\n-Xmx8g\n");
        environment.put("KAFKA_JVM_PERFORMANCE_OPTS", "-XX:+UseZGC  -Dsome=thing");

        assertThat(run("agent", "-h").out())
                .contains("\n-Xms2g\n-Xmx8g\n-XX:+UseZGC\n-Dsome=thing\n-cp\n")
                .endsWith("/agent/target/lib/*\ndev.orbit.agent.AgentMain\nagent\n-h\n");
        assertThat(run("verify", "-h").out()).doesNotContain("-Xmx8g");
    }

    @Test
    void installsTheProvider() throws Exception {
        assertThat(run("install-provider", "--dir", "d").out())
                .endsWith("/tfplugin-bridge/target/lib/*\ndev.orbit.tfplugin.install.InstallProvider\n--dir\nd\n");
    }

    @Test
    void findsItsHomeThroughLinksFromAnywhere() throws Exception {
        Path relative = Files.createSymbolicLink(directory.resolve("link"), Path.of("my home", "orbit"));
        Path links = Files.createDirectories(directory.resolve("links"));
        Path twice = Files.createSymbolicLink(links.resolve("orbit"), relative);

        assertThat(run(twice, "status").out()).contains("-Dorbit.home=" + home.toRealPath() + "\n");
        assertThat(run(Path.of("my home/orbit"), "status").out()).contains("-Dorbit.home=" + home.toRealPath() + "\n");
    }

    @Test
    void takesTheJavaOfThePathWithoutAJavaHome() throws Exception {
        environment.remove("JAVA_HOME");
        Files.createSymbolicLink(bin.resolve("java"), java("21.0.1").resolve("bin/java"));

        assertThat(run("status").out()).startsWith("pid ");
    }

    @Test
    void saysWhichJavaItNeeds() throws Exception {
        environment.put("JAVA_HOME", "/nowhere");
        assertThat(run("status").err()).contains("JAVA_HOME is /nowhere", "no bin/java");

        environment.put("JAVA_HOME", java("11.0.2").toString());
        assertThat(run("status").err()).contains("Java 17 or newer is needed", "version 11", "jdk-11.0.2/bin/java");

        environment.put("JAVA_HOME", java("1.8.0_392").toString());
        assertThat(run("status").exitCode()).isEqualTo(1);

        environment.remove("JAVA_HOME");
        Run none = run("status");
        assertThat(none.err()).contains("no java is on the PATH");
        assertThat(none.exitCode()).isEqualTo(1);
        assertThat(none.out()).isEmpty();
    }

    @Test
    void asksAJavaWithoutAReleaseFile() throws Exception {
        Path java = directory.resolve("bare");
        script(java.resolve("bin/java"), BASH, "[[ $1 != -version ]] || echo 'openjdk version \"11.0.2\"' >&2");
        environment.put("JAVA_HOME", java.toString());

        assertThat(run("status").err()).contains("version 11");
    }

    @Test
    void buildsWhatIsMissingAndSaysSoBesideTheOutput() throws Exception {
        Files.delete(home.resolve("reconciler/target/orbit-reconciler-0.1.0.jar"));
        maven("echo jar >'" + home + "/reconciler/target/orbit-reconciler-0.1.0.jar'");

        Run run = run("status");

        assertThat(run.err())
                .contains("orbit: building reconciler")
                .contains("mvn -q -B -f " + home.toRealPath()
                        + "/pom.xml -pl reconciler -am -Dmaven.test.skip=true package");
        assertThat(run.out()).startsWith("pid " + run.pid()).doesNotContain("mvn");
    }

    @Test
    void buildsOnceWhatIsOlderThanItsSources() throws Exception {
        maven("");
        for (String source : List.of("schemas/openapi.yaml", "schemas/src/main/java/A.java", "reconciler/pom.xml")) {
            Files.setLastModifiedTime(
                    home.resolve(source), FileTime.from(Instant.now().plusSeconds(1)));

            assertThat(runUntilNewer("status").err()).as(source).contains("building reconciler");
            assertThat(run("status").err()).as(source).isEmpty();
        }
    }

    /** The second that sources lie ahead has to be over before a jar can be newer than they are. */
    private Run runUntilNewer(String command) throws Exception {
        maven("sleep 1.2");
        return run(command);
    }

    @Test
    void doesNotBuildWhatACommandDoesNotNeed() throws Exception {
        Files.delete(home.resolve("agent/target/orbit-agent-0.1.0.jar"));
        Files.delete(home.resolve("tfplugin-bridge/target/orbit-tfplugin-bridge-0.1.0.jar"));
        maven("exit 1");

        assertThat(run("status").err()).isEmpty();
        assertThat(run("quickstart").err()).contains("building agent,tfplugin-bridge");
    }

    @Test
    void endsWhereItCannotBuild() throws Exception {
        Files.delete(home.resolve("reconciler/target/orbit-reconciler-0.1.0.jar"));

        Run withoutMaven = run("status");
        assertThat(withoutMaven.err()).contains("Maven (mvn) is not on the PATH");
        assertThat(withoutMaven.exitCode()).isEqualTo(1);

        maven("exit 7");
        Run broken = run("status");
        assertThat(broken.err()).contains("The build failed");
        assertThat(broken.exitCode()).isEqualTo(1);
        assertThat(broken.out()).isEmpty();
    }

    @Test
    void handsOnTheExitCode() throws Exception {
        script(directory.resolve("jdk-17.0.15/bin/java"), BASH, "exit 2");

        assertThat(run("plan").exitCode()).isEqualTo(2);
    }

    @Test
    void isPlainAscii() throws Exception {
        assertThat(Files.readString(LAUNCHER, StandardCharsets.US_ASCII)).startsWith("#!/usr/bin/env bash\n");
    }
}
