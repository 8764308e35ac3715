// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;

/** A cluster's partition cannot be read; says which cluster's and what to do. */
final class UnreadableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableException(Side side, KafkaException cause) {
        super("The " + side + " cannot be read: " + cause.getClass().getSimpleName() + ": " + cause.getMessage() + " "
                + remedy(side, cause));
    }

    private static String remedy(Side side, KafkaException cause) {
        if (cause instanceof AuthenticationException) {
            return side == Side.SOURCE
                    ? "Check the link's credentials in this process's environment."
                    : "Check --command-config.";
        }
        if (cause instanceof AuthorizationException) {
            return "Allow the principal Describe and Read on the topic.";
        }
        return cause instanceof RetriableException
                ? "Check that its brokers run and that this machine reaches them, then verify again."
                : "Look into its brokers' logs.";
    }
}
