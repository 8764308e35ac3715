// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.reconciler.client.AgentClient;
import dev.orbit.reconciler.client.AgentException;
import dev.orbit.reconciler.text.ProblemText;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * Looks at the agents until something has come about there, through restarts of theirs, and for no longer than it can
 * take. Its times count from when it is made, and hold what the calls take: a hung agent is a silent one.
 */
final class PatientPoll {

    private static final int POLL_MS = 500;
    /** How long no agent may answer. */
    private static final int SILENCE_MAX_MS = 60_000;

    private final Terminal terminal;
    private final AgentClient client;
    private final String goesOn;
    private final long startMs;
    private long answeredAtMs;
    private boolean isSilent;

    /** @param goesOn what to tell whoever stops to wait: it does not end with that */
    PatientPoll(Terminal terminal, AgentClient client, String goesOn) {
        this.terminal = terminal;
        this.client = client;
        this.goesOn = goesOn;
        this.startMs = terminal.clock().getAsLong();
    }

    long elapsedMs() {
        return terminal.clock().getAsLong() - startMs;
    }

    /**
     * What the first look with a result gives.
     *
     * @param look empty until it has come about
     * @param deadlineMs after which one look without a result is the last
     * @param overdue what is said then, of the seconds that went by
     * @throws CommandException when it is overdue or interrupted, or no agent answers for too long
     */
    <T> T await(Function<Snapshot, Optional<T>> look, long deadlineMs, LongFunction<Problem> overdue) {
        InterruptNotice notice = InterruptNotice.of(terminal, goesOn);
        try {
            while (true) {
                Optional<T> result = read().flatMap(look);
                if (result.isPresent()) {
                    return result.get();
                }
                long elapsedMs = elapsedMs();
                if (elapsedMs >= deadlineMs) {
                    throw CommandException.of(overdue.apply(elapsedMs / 1_000));
                }
                if (!terminal.pauses().pause(POLL_MS)) {
                    throw CommandException.of(new Problem("interrupted", "Interrupted.", null, goesOn));
                }
            }
        } finally {
            notice.withdraw();
        }
    }

    /** Agents may restart meanwhile: that is no reason to give up at once. */
    private Optional<Snapshot> read() {
        try {
            Snapshot snapshot = client.snapshot();
            answeredAtMs = elapsedMs();
            isSilent = false;
            return Optional.of(snapshot);
        } catch (AgentException e) {
            boolean passing = e.status() == AgentException.NO_STATUS || e.status() == 503;
            if (!passing || elapsedMs() - answeredAtMs >= SILENCE_MAX_MS) {
                throw CommandException.of(e);
            }
            if (!isSilent) {
                isSilent = true;
                terminal.printError(
                        ProblemText.warning(terminal.paint(), "", e.problems().get(0)));
            }
            return Optional.empty();
        }
    }
}
