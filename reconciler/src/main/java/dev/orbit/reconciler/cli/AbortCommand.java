// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.schemas.AbortRequest;
import dev.orbit.schemas.AbortResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code orbit abort}: roll running migrations back. */
@Command(name = "abort", description = "Roll topics that are MIGRATING back to PROXY.")
final class AbortCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private TopicSelection selection = new TopicSelection();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    AbortCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        AbortRequest request = new AbortRequest(selection.link(), selection.topics(), selection.topicRegex());
        AbortResponse response = connection.client(terminal).abort(request);
        if (json.json) {
            new Output(terminal, true).json(response);
        } else {
            response.aborted().forEach(topic -> terminal.print(topic + ": back in PROXY\n"));
            if (response.aborted().isEmpty() && response.errors().isEmpty()) {
                terminal.print("Nothing to abort: no selected topic is MIGRATING.\n");
            }
            Refusals.print(terminal, response.errors());
        }
        return response.errors().isEmpty() ? ExitCode.DONE : ExitCode.ERROR;
    }
}
