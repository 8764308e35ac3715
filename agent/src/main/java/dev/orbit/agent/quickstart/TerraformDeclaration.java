// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.orbit.schemas.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The example in {@code examples/terraform/quickstart}, copied, and applied by the real {@code terraform}. */
final class TerraformDeclaration implements Declaration {

    private static final Pattern WORTH_SHOWING = Pattern.compile(
            ".*(Creation complete|Modifications complete|Still creating|Still modifying).*|Plan: .*|Apply complete!.*");

    private static final String LOG_NAME = "terraform.log";

    private final Path directory;
    private final Path configFile;
    private final ExternalProgram terraform;
    private final Map<String, Object> variables = new TreeMap<>();

    private TerraformDeclaration(Path directory, Path configFile, ExternalProgram terraform) {
        this.directory = directory;
        this.configFile = configFile;
        this.terraform = terraform;
    }

    /** Whether there is a {@code terraform} to run. */
    static boolean isAvailable() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry, "terraform"))
                .anyMatch(program -> Files.isRegularFile(program) && Files.isExecutable(program));
    }

    /**
     * Installs the provider for this run alone and initialises a copy of the example.
     *
     * @throws IllegalStateException if that fails; the message has the program's output
     */
    static TerraformDeclaration prepare(OrbitHome home, Stage stage, Progress progress) {
        progress.step("installing the provider; terraform init");
        Path directory = stage.directory().resolve("terraform");
        Path mirror = stage.directory().resolve("terraform-providers");
        Path configFile = stage.directory().resolve("terraform.rc");
        copy(home.example(), directory);
        write(configFile, config(mirror));
        stage.program(directory, LOG_NAME, Map.of(), line -> {})
                .run(List.of(home.launcher().toString(), "install-provider", "--dir", mirror.toString()));
        Map<String, String> environment = Map.of("TF_CLI_CONFIG_FILE", configFile.toString(), "TF_IN_AUTOMATION", "1");
        ExternalProgram terraform =
                stage.program(directory, LOG_NAME, environment, line -> showIfWorthIt(line, progress));
        terraform.run(List.of("terraform", "init", "-input=false", "-no-color"));
        TerraformDeclaration declaration = new TerraformDeclaration(directory, configFile, terraform);
        declaration.variables.put("source_hostname", stage.sourceHost());
        declaration.variables.put("source_port", stage.sourcePort());
        declaration.variables.put("endpoint", stage.agent().endpoint().toString());
        return declaration;
    }

    private static void showIfWorthIt(String line, Progress progress) {
        if (WORTH_SHOWING.matcher(line).matches()) {
            progress.detail(line);
        }
    }

    @Override
    public String description() {
        return "terraform, with a copy of examples/terraform/quickstart";
    }

    @Override
    public void mirror() {
        apply(false);
    }

    @Override
    public void migrate() {
        apply(true);
    }

    @Override
    public String lookAgain() {
        return "cd " + directory + " && TF_CLI_CONFIG_FILE=" + configFile + " terraform plan";
    }

    private void apply(boolean migrate) {
        variables.put("migrate", migrate);
        try {
            write(directory.resolve("terraform.tfvars.json"), Json.MAPPER.writeValueAsString(variables));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Cannot write " + variables + " as JSON.", e);
        }
        terraform.run(List.of("terraform", "apply", "-auto-approve", "-input=false", "-no-color"));
    }

    private static String config(Path mirror) {
        return """
                disable_checkpoint = true
                provider_installation {
                  filesystem_mirror {
                    path = "%s"
                  }
                }
                """.formatted(mirror);
    }

    /** Copies the files of a directory; a user's own state of that example stays behind. */
    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.list(from)) {
            Files.createDirectories(to);
            for (Path file : files.filter(TerraformDeclaration::isConfiguration).toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot copy " + from + " to " + to + ".", e);
        }
    }

    private static boolean isConfiguration(Path file) {
        return Files.isRegularFile(file) && file.toString().endsWith(".tf");
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file + ".", e);
        }
    }
}
