// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the configuration that the agent is packaged with makes of an event. */
class AgentLogTest {

    private static final Exception FAILURE = new IllegalStateException(
            "the state cannot be read", new IOException("disk 3 is gone", new ArithmeticException("the root of it")));

    private final Layout<?> layout = layout();

    private static Layout<?> layout() {
        try {
            // the first of this name on the class path is the tests' own when they have one
            URI packaged = Objects.requireNonNull(AgentMain.class.getResource("/log4j2.properties"))
                    .toURI();
            Configuration configuration = ConfigurationFactory.getInstance()
                    .getConfiguration(new LoggerContext("packaged"), "packaged", packaged);
            configuration.initialize();
            return configuration.getAppender("console").getLayout();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private String logged(Level level, Throwable thrown) {
        return String.valueOf(layout.toSerializable(Log4jLogEvent.newBuilder()
                .setLoggerName("dev.orbit.agent.SomeRoom")
                .setLevel(level)
                .setMessage(new SimpleMessage("it failed"))
                .setThrown(thrown)
                .build()));
    }

    /** "Its log tells more", says the API. */
    @Test
    void anErrorHasEveryCauseAndWhereItCameFrom() {
        assertThat(logged(Level.ERROR, FAILURE).lines())
                .anyMatch(line -> line.endsWith("ERROR SomeRoom - it failed"))
                .contains(
                        "java.lang.IllegalStateException: the state cannot be read",
                        "Caused by: java.io.IOException: disk 3 is gone",
                        "Caused by: java.lang.ArithmeticException: the root of it")
                .anyMatch(line -> line.startsWith("\tat " + AgentLogTest.class.getName()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"WARN", "INFO", "DEBUG"})
    void whatIsNoErrorHasEveryCauseAlone(String level) {
        assertThat(logged(Level.getLevel(level), FAILURE).lines().skip(1))
                .containsExactly(
                        "java.lang.IllegalStateException: the state cannot be read",
                        "Caused by: java.io.IOException: disk 3 is gone",
                        "Caused by: java.lang.ArithmeticException: the root of it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ERROR", "WARN", "INFO"})
    void whatHasNoExceptionIsOneLine(String level) {
        assertThat(logged(Level.getLevel(level), null)).endsWith("SomeRoom - it failed" + System.lineSeparator());
        assertThat(logged(Level.getLevel(level), null).lines()).hasSize(1);
    }
}
