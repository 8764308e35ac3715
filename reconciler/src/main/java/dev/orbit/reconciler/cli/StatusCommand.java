// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.reconciler.client.AgentClient;
import dev.orbit.reconciler.text.StatusText;
import dev.orbit.schemas.StatusReport;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code orbit status}: links and mirror topics as the agents see them. */
@Command(name = "status", description = "Show links and mirror topics with their states and lags.")
final class StatusCommand implements Callable<Integer> {

    private static final int WATCH_INTERVAL_MS = 2_000;
    private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J\u001b[3J";

    private final Terminal terminal;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--link", paramLabel = "NAME", description = "Show this link alone (default: all).")
    private @Nullable String link;

    @Option(names = "--watch", description = "Show it again every 2 seconds until interrupted.")
    private boolean watch;

    @Mixin
    private JsonOption json = new JsonOption();

    StatusCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        AgentClient client = connection.client(terminal);
        if (watch) {
            new Watch(terminal, json.json)
                    .every(WATCH_INTERVAL_MS, () -> print(StatusReports.of(client.snapshot(), link)));
        } else {
            print(StatusReports.of(client.snapshot(), link));
        }
        return ExitCode.DONE;
    }

    private void print(StatusReport status) {
        if (json.json) {
            new Output(terminal, true).json(status);
        } else {
            String clear = watch && terminal.isInteractive() ? CLEAR_SCREEN : "";
            terminal.print(clear + new StatusText(terminal.paint()).status(status) + (watch ? "\n" : ""));
        }
    }
}
