// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.reconciler.documents.Documents;
import dev.orbit.reconciler.documents.LinkDocument;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code orbit validate}: everything that can be told without a cluster. */
@Command(name = "validate", description = "Check documents without asking the agents.")
final class ValidateCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private DocumentArguments documents = new DocumentArguments();

    @Mixin
    private JsonOption json = new JsonOption();

    ValidateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** What {@code validate --json} prints. */
    private record Report(List<Document> documents, List<Finding> errors, List<Finding> warnings) {}

    private record Document(String file, String link, int topicMappings) {}

    @Override
    public Integer call() {
        Documents.Loaded loaded = documents.load();
        List<Finding> errors = loaded.problems().stream().map(Finding::of).toList();
        List<Finding> warnings = loaded.warnings().stream().map(Finding::of).toList();
        Output output = new Output(terminal, json.json);
        if (json.json) {
            output.json(new Report(described(loaded.documents()), errors, warnings));
        } else {
            output.errors(errors);
            output.warnings(warnings);
            terminal.print(summary(loaded, errors));
        }
        return errors.isEmpty() ? ExitCode.DONE : ExitCode.ERROR;
    }

    private static List<Document> described(List<LinkDocument> documents) {
        return documents.stream()
                .map(d -> new Document(
                        d.file(), d.link().name(), d.topicMappings().size()))
                .toList();
    }

    private String summary(Documents.Loaded loaded, List<Finding> errors) {
        if (!errors.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        for (Document document : described(loaded.documents())) {
            text.append("%s: link \"%s\", topic mappings: %d%n"
                    .formatted(document.file(), document.link(), document.topicMappings()));
        }
        return text + terminal.paint().green("Valid.") + " To see what they change, type: orbit plan "
                + documents.typed() + "\n";
    }
}
