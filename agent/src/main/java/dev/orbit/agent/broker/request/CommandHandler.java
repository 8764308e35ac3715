// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import java.util.concurrent.CompletableFuture;

/**
 * Serves what agents ask of the coordinator. A command is the value of one record that is produced to the state topic
 * over the inter-broker listener: Kafka parses, authenticates and authorises it, and nothing of it is appended.
 */
@FunctionalInterface
public interface CommandHandler {

    /**
     * Serves one command; must not block.
     *
     * @param command JSON
     * @return the reply as JSON; fails with {@link NotCoordinatorException} on an agent that is not the coordinator, and
     *     with {@link NotACommandException} for anything but a command
     */
    CompletableFuture<String> handle(String command);

    /** The asked agent is not the coordinator, or not yet; ask again. */
    final class NotCoordinatorException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public NotCoordinatorException(String message) {
            super(message);
        }
    }

    /** What was produced is no command: some client's record. */
    final class NotACommandException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public NotACommandException(String message) {
            super(message);
        }
    }
}
