// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.orbit.reconciler.client.AgentClient;
import dev.orbit.reconciler.client.AgentException;
import dev.orbit.reconciler.documents.Documents;
import dev.orbit.reconciler.documents.LinkDocument;
import dev.orbit.reconciler.text.ValidationText;
import dev.orbit.schemas.ValidateRequest;
import dev.orbit.schemas.ValidateResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code orbit validate}: everything that can be told without a cluster, and with {@code --live} what the agents see. */
@Command(
        name = "validate",
        description =
                "Check documents, without asking the agents unless --live is given; nothing is changed. Exit code 0:"
                        + " nothing is wrong, 1: something is.")
final class ValidateCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private DocumentArguments documents = new DocumentArguments();

    @Option(
            names = "--live",
            description =
                    "Have an agent look at the source too: each address, the credentials, the cluster id, and each"
                            + " privilege that the link needs (docs/privileges.md).")
    private boolean live;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    ValidateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** What {@code validate --json} prints. */
    private record Report(List<Document> documents, List<Finding> errors, List<Finding> warnings) {}

    /** @param source what an agent found there; left out without {@code --live} */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Document(
            String file,
            String link,
            int topicMappings,
            @Nullable Source source) {}

    private record Source(
            int agent,
            @Nullable String clusterId,
            List<ValidateResponse.SourceBroker> brokers,
            @Nullable Integer topics,
            @Nullable Integer groups) {

        static Source of(ValidateResponse found) {
            return new Source(found.agent(), found.sourceClusterId(), found.brokers(), found.topics(), found.groups());
        }
    }

    @Override
    public Integer call() {
        Documents.Loaded loaded = documents.load();
        List<Finding> errors =
                new ArrayList<>(loaded.problems().stream().map(Finding::of).toList());
        List<Finding> warnings =
                new ArrayList<>(loaded.warnings().stream().map(Finding::of).toList());
        List<Document> described = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        AgentClient agents = live && errors.isEmpty() ? connection.client(terminal) : null;
        for (LinkDocument document : loaded.documents()) {
            ValidateResponse found = agents == null ? null : look(agents, document);
            int mappings = document.topicMappings().size();
            String name = document.link().name();
            described.add(new Document(document.file(), name, mappings, found == null ? null : Source.of(found)));
            text.append("%s: link \"%s\", topic mappings: %d%n".formatted(document.file(), name, mappings));
            if (found != null) {
                text.append(new ValidationText(terminal.paint()).source(found));
                errors.addAll(LiveFindings.of(document, found.problems()));
                warnings.addAll(LiveFindings.of(document, found.warnings()));
            }
        }
        print(described, text.toString(), errors, warnings);
        return errors.isEmpty() ? ExitCode.DONE : ExitCode.ERROR;
    }

    private static ValidateResponse look(AgentClient agents, LinkDocument document) {
        try {
            return agents.validate(new ValidateRequest(document.link(), document.topicMappings()));
        } catch (AgentException e) {
            throw CommandException.ofFindings(LiveFindings.of(document, e.problems()));
        }
    }

    private void print(List<Document> described, String text, List<Finding> errors, List<Finding> warnings) {
        Output output = new Output(terminal, json.json);
        if (json.json) {
            output.json(new Report(described, errors, warnings));
            return;
        }
        boolean seen = live && !described.isEmpty();
        if (seen || errors.isEmpty()) {
            terminal.print(text);
        }
        output.errors(errors);
        output.warnings(warnings);
        if (errors.isEmpty()) {
            terminal.print(terminal.paint().green("Valid.") + " To see what they change, type: orbit plan "
                    + (live ? connection.typed() : "") + documents.typed() + "\n");
        }
    }
}
