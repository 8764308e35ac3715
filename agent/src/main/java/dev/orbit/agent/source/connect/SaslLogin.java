// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.connect;

import org.jspecify.annotations.Nullable;

/**
 * A SASL mechanism as a Kafka client logs in with it.
 *
 * @param kafkaName Kafka's name of the mechanism
 */
record SaslLogin(String kafkaName, String loginModule) {

    private static final String SCRAM_MODULE = "org.apache.kafka.common.security.scram.ScramLoginModule";

    /** By the name that documents use; null if there is none such. */
    static @Nullable SaslLogin of(String mechanism) {
        return switch (mechanism) {
            case "plain" -> new SaslLogin("PLAIN", "org.apache.kafka.common.security.plain.PlainLoginModule");
            case "scram-256" -> new SaslLogin("SCRAM-SHA-256", SCRAM_MODULE);
            case "scram-512" -> new SaslLogin("SCRAM-SHA-512", SCRAM_MODULE);
            default -> null;
        };
    }

    /** The login as a line of JAAS configuration. */
    String jaas(String username, String password) {
        return loginModule + " required username=" + quote(username) + " password=" + quote(password) + ";";
    }

    /** Kafka reads the line with {@link java.io.StreamTokenizer}: these are its escapes. */
    private static String quote(String text) {
        return '"'
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                + '"';
    }
}
