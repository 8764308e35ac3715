// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.orbit.agent.AgentSettings.InvalidSettingsException;
import dev.orbit.agent.lab.FreePorts;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings of Kafka with which its broker would not start: what is told names the setting, its value and what to do. */
class PreflightTest {

    @TempDir
    Path directory;

    private Properties usable() {
        Properties properties = new Properties();
        int controllerPort = FreePorts.next();
        properties.setProperty("node.id", "1");
        properties.setProperty("process.roles", "broker,controller");
        properties.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        properties.setProperty("controller.listener.names", "CONTROLLER");
        properties.setProperty(
                "listeners", "PLAINTEXT://127.0.0.1:" + FreePorts.next() + ",CONTROLLER://127.0.0.1:" + controllerPort);
        properties.setProperty("log.dirs", directory.resolve("data").toString());
        properties.setProperty("orbit.api.port", "0");
        return properties;
    }

    private static void check(Properties properties) throws InvalidSettingsException {
        Preflight.check(AgentSettings.of(properties, Map.of()));
    }

    private String refusal(String name, String value) {
        Properties properties = usable();
        properties.setProperty(name, value);
        Throwable refusal = catchThrowable(() -> check(properties));
        assertThat(refusal).isInstanceOf(InvalidSettingsException.class);
        return String.valueOf(refusal.getMessage());
    }

    @Test
    void takesWhatAnAgentCanStartWith() throws Exception {
        Properties properties = usable();
        check(properties);

        properties.setProperty("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        properties.setProperty("metric.reporters", "org.apache.kafka.common.metrics.JmxReporter");
        check(properties);
        properties.setProperty("authorizer.class.name", "dev.orbit.agent.broker.ShadowAuthorizer");
        properties.setProperty("remote.log.storage.manager.class.name", "unused.as.TieredStorageIsOff");
        check(properties);
        properties.setProperty("remote.log.storage.system.enable", "true");
        properties.setProperty("remote.log.storage.manager.class.path", "/where/its/jars/are/*");
        check(properties);
    }

    @ParameterizedTest
    @CsvSource({
        "authorizer.class.name, org.apache.kafka.metadata.authorizer.StandardAuthoriser",
        "metric.reporters, 'org.apache.kafka.common.metrics.JmxReporter,com.example.Reporter'",
        "replica.selector.class, com.example.Selector",
        "security.providers, com.example.Providers",
        "group.consumer.assignors, com.example.Assignor",
        "principal.builder.class, com.example.Builder",
        "remote.log.storage.manager.class.name, com.example.Storage",
    })
    void namesAClassThatIsNotThere(String name, String value) {
        Properties properties = usable();
        properties.setProperty("remote.log.storage.system.enable", "true");
        properties.setProperty(
                "remote.log.storage.manager.class.name",
                "org.apache.kafka.server.log.remote.storage.NoOpRemoteStorageManager");
        properties.setProperty(name, value);

        assertThatThrownBy(() -> check(properties))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(value.replaceFirst(".*,", ""))
                .hasMessageContainingAll("[invalid_setting]", "Correct it")
                .satisfies(refusal -> {
                    if (!name.startsWith("group.")) {
                        assertThat(refusal).hasMessageContaining(name);
                    }
                });
    }

    @Test
    void namesAClassThatIsOfAnotherKind() {
        assertThat(refusal("authorizer.class.name", "java.lang.String"))
                .contains("authorizer.class.name", "java.lang.String", "Authorizer", "[invalid_setting]");
    }

    @ParameterizedTest
    @CsvSource({
        "listeners, 'PLAINTEXT://127.0.0.1:x', PLAINTEXT://127.0.0.1:x",
        "listeners, 'OUTSIDE://127.0.0.1:1', OUTSIDE",
        "listeners, 'PLAINTEXT://0.0.0.0:9092,CONTROLLER://:9093', 0.0.0.0",
        "process.roles, broker, voters",
        "process.roles, controller, broker",
        "process.roles, brok, brok",
        "controller.quorum.voters, 1@127, controller.quorum.voters",
    })
    void namesWhatKafkaCannotUse(String name, String value, String words) {
        assertThat(refusal(name, value))
                .contains(words, "[invalid_setting]", "Correct it")
                .doesNotContain("requirement failed", "..");
    }

    @ParameterizedTest
    @CsvSource({"listeners, --port", "orbit.api.port, --api-port"})
    void namesAnAddressThatAnotherProgramHas(String setting, String option) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Properties properties = usable();
            String port = Integer.toString(taken.getLocalPort());
            properties.setProperty(
                    setting,
                    setting.equals("listeners")
                            ? properties.getProperty(setting).replaceFirst(":[0-9]+", ":" + port)
                            : port);

            assertThatThrownBy(() -> check(properties))
                    .isInstanceOf(InvalidSettingsException.class)
                    .hasMessageContainingAll(
                            "cannot listen on 127.0.0.1:" + port, setting, option, "[address_not_available]");
        }
    }

    @Test
    void namesADirectoryWhoseFormatCannotBeRead() throws Exception {
        Files.createDirectories(directory.resolve("data").resolve("meta.properties"));

        assertThatThrownBy(() -> check(usable()))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContainingAll(
                        "log.dirs", directory.resolve("data").toString(), "meta.properties", "[unusable_directory]");
    }

    /** Beside what Kafka refuses of its own settings. */
    @Test
    void namesEverythingAtOnce() {
        Properties properties = usable();
        properties.setProperty("authorizer.class.name", "com.example.Authorizer");
        properties.setProperty("log.dirs", "/dev/null/data");

        assertThatThrownBy(() -> check(properties)).hasMessageContainingAll("com.example.Authorizer", "/dev/null/data");
    }
}
