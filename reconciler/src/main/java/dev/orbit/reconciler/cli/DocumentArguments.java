// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.reconciler.apply.BatchPaths;
import dev.orbit.reconciler.apply.PlanRefusedException;
import dev.orbit.reconciler.diff.DesiredLink;
import dev.orbit.reconciler.documents.DocumentProblem;
import dev.orbit.reconciler.documents.Documents;
import dev.orbit.reconciler.documents.LinkDocument;
import dev.orbit.schemas.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The documents a command works on. */
final class DocumentArguments {

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE|DIR",
            description = "Documents; of a directory, the .yaml, .yml and .json files directly in it.")
    private List<Path> paths = new ArrayList<>();

    @Option(
            names = "--link",
            paramLabel = "NAME",
            description = "Work on this link alone (default: all that are described).")
    private @Nullable String link;

    /** What is read, with all its problems. */
    Documents.Loaded load() {
        Documents.Loaded loaded = Documents.load(paths);
        if (link == null || !loaded.problems().isEmpty()) {
            return loaded;
        }
        List<LinkDocument> chosen = loaded.documents().stream()
                .filter(document -> document.link().name().equals(link))
                .toList();
        if (chosen.isEmpty()) {
            throw CommandException.of(new Problem(
                    "unknown_link",
                    "None of the documents describes the link \"" + link + "\".",
                    "--link",
                    "They describe: "
                            + loaded.documents().stream()
                                    .map(document -> document.link().name())
                                    .collect(Collectors.joining(", "))
                            + "."));
        }
        return new Documents.Loaded(chosen, List.of(), loaded.warnings());
    }

    /** What is read, fit to be planned; warnings go to {@code output}. */
    List<LinkDocument> loadValid(Output output) {
        Documents.Loaded loaded = load();
        if (!loaded.problems().isEmpty()) {
            throw CommandException.ofDocuments(loaded.problems());
        }
        output.warnings(loaded.warnings().stream().map(Finding::of).toList());
        return loaded.documents();
    }

    static List<DesiredLink> desired(List<LinkDocument> documents) {
        return documents.stream()
                .map(document -> new DesiredLink(document.link(), document.topicMappings()))
                .toList();
    }

    /** The agents' refusal in terms of the files. */
    static CommandException refusal(PlanRefusedException refused, List<LinkDocument> documents) {
        BatchPaths paths = new BatchPaths(refused.plan(), documents);
        List<Finding> findings = new ArrayList<>();
        for (Problem problem : refused.problems()) {
            Optional<DocumentProblem> located = refused.isAboutDocuments() ? paths.locate(problem) : Optional.empty();
            findings.add(located.map(Finding::of).orElseGet(() -> Finding.of(problem)));
        }
        return CommandException.ofFindings(findings);
    }

    /** The arguments as they could be typed again. */
    String typed() {
        String files = paths.stream().map(Path::toString).map(Shell::quote).collect(Collectors.joining(" "));
        return link == null ? files : "--link " + Shell.quote(link) + " " + files;
    }
}
