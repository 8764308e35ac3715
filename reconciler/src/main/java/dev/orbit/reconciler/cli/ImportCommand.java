// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.orbit.reconciler.documents.DocumentProblem;
import dev.orbit.reconciler.documents.DocumentText;
import dev.orbit.reconciler.documents.Documents;
import dev.orbit.reconciler.documents.ForeignFile;
import dev.orbit.reconciler.documents.Position;
import dev.orbit.reconciler.imports.ImportText;
import dev.orbit.reconciler.imports.Imported;
import dev.orbit.reconciler.imports.Importer;
import dev.orbit.reconciler.imports.NotCarried;
import dev.orbit.reconciler.imports.Variable;
import dev.orbit.schemas.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code orbit import}: a document out of another replication tool's configuration. */
@Command(
        name = "import",
        description = {
            "Make a document of another replication tool's configuration: MirrorMaker 2's properties, or a"
                    + " KafkaMirrorMaker2 resource of Strimzi. What is not carried over is told on standard error, with"
                    + " the reason; secrets are never read, but named. No cluster is asked."
        },
        footer = {"", "Then: orbit validate --live FILE, and orbit plan FILE."})
final class ImportCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The other tool's configuration; its form is told by its content.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(names = "--source", paramLabel = "ALIAS", description = "The source cluster of the flow that is meant.")
    private @Nullable String source;

    @Option(names = "--target", paramLabel = "ALIAS", description = "The target cluster of the flow that is meant.")
    private @Nullable String target;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Write the document there (default: standard output). A file that exists is left alone.")
    private @Nullable Path output;

    @Option(names = "--force", description = "Overwrite the file that --output names.")
    private boolean force;

    @Mixin
    private JsonOption json = new JsonOption();

    ImportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** What {@code import --json} prints. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Report(
            String link,
            String flow,
            String document,
            @Nullable String output,
            List<Variable> variables,
            List<NotCarried> notCarried) {}

    @Override
    public Integer call() {
        if (force && output == null) {
            throw new ParameterException(spec.commandLine(), "--force is given without --output: no file is written.");
        }
        Imported imported = imported();
        if (!imported.problems().isEmpty()) {
            throw refused(imported.problems());
        }
        String document =
                "# From " + oneLine(file + ", " + imported.flow()) + "\n" + DocumentText.of(imported.fields());
        check(document);
        if (output != null) {
            OutputFile.write(output, document, force);
        }
        print(imported, document);
        return ExitCode.DONE;
    }

    private Imported imported() {
        ForeignFile.Read read = ForeignFile.read(file);
        ForeignFile.Content content = read.content().orElseThrow(() -> CommandException.ofDocuments(read.problems()));
        if (content instanceof ForeignFile.PropertiesContent properties) {
            return Importer.ofProperties(properties.values(), source, target);
        }
        if (content instanceof ForeignFile.ResourcesContent resources) {
            return Importer.ofResources(resources.resources(), source, target);
        }
        throw new IllegalStateException("a file of no known form: " + content.getClass());
    }

    /** What is left to the rules that every document keeps: what comes out is fit for {@code orbit validate}. */
    private void check(String document) {
        List<DocumentProblem> problems =
                Documents.parse("the document", document).problems();
        if (!problems.isEmpty()) {
            throw refused(problems.stream().map(DocumentProblem::problem).toList());
        }
    }

    private CommandException refused(List<Problem> problems) {
        Position whole = Position.of(file.toString());
        return CommandException.ofDocuments(problems.stream()
                .map(problem -> new DocumentProblem(whole, problem))
                .toList());
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    private void print(Imported imported, String document) {
        if (json.json) {
            String written = output == null ? null : output.toString();
            new Output(terminal, true)
                    .json(new Report(
                            imported.link(),
                            imported.flow(),
                            document,
                            written,
                            imported.variables(),
                            imported.notCarried()));
            return;
        }
        String written = output == null ? "FILE" : Shell.quote(output.toString());
        terminal.print(output == null ? document : "Written: " + output + "\n");
        terminal.printError(ImportText.of(imported) + "To check it, type: orbit validate --live " + written + "\n");
    }
}
