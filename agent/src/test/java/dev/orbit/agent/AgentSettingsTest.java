// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orbit.agent.AgentSettings.InvalidSettingsException;
import dev.orbit.agent.broker.LogDirectories;
import dev.orbit.agent.lab.FreePorts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each of Orbit's settings with a value that it cannot have: told with the setting, the value and what to do. */
class AgentSettingsTest {

    @TempDir
    Path directory;

    private static AgentSettings of(Map<String, String> settings) throws InvalidSettingsException {
        Properties properties = new Properties();
        properties.putAll(settings);
        return AgentSettings.of(properties, Map.of());
    }

    @ParameterizedTest
    @CsvSource({
        "orbit.api.host, 10.0.0.1, loopback",
        "orbit.api.host, '', loopback",
        "orbit.api.port, 65536, from 0 to 65535",
        "orbit.api.port, http, from 0 to 65535",
        "orbit.held.bytes.max, 64m, 67108864",
        "orbit.held.bytes.max, -1, 67108864",
        "orbit.lease.ms, 999, from 1000",
        "orbit.lease.ms, 4999, 5000 or more",
        "orbit.refresh.interval.ms, 99, from 100",
        "orbit.state.replication.factor, 0, from 1 to 32767",
        "orbit.state.replication.factor, 32768, from 1 to 32767",
    })
    void saysWhatIsWrong(String name, String value, String words) {
        assertThatThrownBy(() -> of(Map.of(name, value)))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContainingAll(name, "'" + value + "'", words);
    }

    @Test
    void saysNothingOfAValueThatNobodyGave() {
        assertThatThrownBy(() -> of(Map.of("orbit.lease.ms", "soon"))).message().hasLineCount(1);
    }

    @Test
    void saysThatThereIsNoSuchSetting() {
        assertThatThrownBy(() -> of(Map.of("orbit.api.prot", "1")))
                .hasMessageContainingAll("orbit.api.prot", "orbit.api.port", "[unknown_setting]");
    }

    /** As Kafka reads its own: what a properties file has behind a value belongs to it. */
    @Test
    void spacesBehindAValueAreNoPartOfIt() throws Exception {
        AgentSettings settings = of(Map.of(
                "orbit.api.host", "localhost ",
                "orbit.api.port", " 81 ",
                "orbit.cluster.id", "Rk9SLU9SQklULUVYQU1QTA  "));

        assertThat(settings.api().host()).isEqualTo("localhost");
        assertThat(settings.api().port()).isEqualTo(81);
        assertThat(settings.clusterId()).isEqualTo("Rk9SLU9SQklULUVYQU1QTA");
        assertThat(of(Map.of("orbit.cluster.id", " ")).clusterId()).isNull();
    }

    /** It would join the cluster that it was formatted for, and not the one of the file. */
    @Test
    void directoriesOfAnotherClusterAreNoticed() throws Exception {
        Properties properties = new Properties();
        int controllerPort = FreePorts.next();
        properties.putAll(Map.of(
                "node.id", "1",
                "process.roles", "broker,controller",
                "controller.quorum.voters", "1@127.0.0.1:" + controllerPort,
                "controller.listener.names", "CONTROLLER",
                "listeners", "PLAINTEXT://127.0.0.1:" + FreePorts.next() + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "log.dirs", directory.resolve("data").toString(),
                "orbit.api.port", "0"));
        LogDirectories.format(AgentSettings.of(properties, Map.of()).kafka(), "Rk9SLU9SQklULUVYQU1QTA");
        Preflight.check(AgentSettings.of(properties, Map.of()));
        properties.setProperty("orbit.cluster.id", "Rk9SLU9SQklULUVYQU1QTA");
        Preflight.check(AgentSettings.of(properties, Map.of()));

        properties.setProperty("orbit.cluster.id", "T3RoZXItRVhBTVBMRS0xMg");

        assertThatThrownBy(() -> Preflight.check(AgentSettings.of(properties, Map.of())))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContainingAll(
                        "orbit.cluster.id",
                        "Rk9SLU9SQklULUVYQU1QTA",
                        "T3RoZXItRVhBTVBMRS0xMg",
                        "[other_cluster]",
                        directory.resolve("data").toString());
    }

    @Test
    void saysWhyItCannotReadAFile() throws Exception {
        Path latin = directory.resolve("latin.properties");
        Files.write(latin, "a=\u00e4".getBytes(StandardCharsets.ISO_8859_1));
        Path escaped = Files.writeString(directory.resolve("escaped.properties"), "log.dirs=C:\\users");

        assertThatThrownBy(() -> AgentCommand.read(latin))
                .hasMessageContainingAll(latin + ": it is not UTF-8", "--config", "Name a", "[file_unreadable]");
        assertThatThrownBy(() -> AgentCommand.read(escaped)).hasMessageContainingAll(escaped.toString(), "\\u");
        assertThatThrownBy(() -> AgentCommand.read(directory.resolve("missing")))
                .hasMessageContaining("there is no such file");
        assertThatThrownBy(() -> AgentCommand.read(directory)).hasMessageContaining("directory");
    }

    @Test
    void whatIsNotSetHasItsDefault() throws Exception {
        AgentSettings settings = AgentSettings.of(new Properties(), Map.of());

        assertThat(settings.api().host()).isEqualTo("127.0.0.1");
        assertThat(settings.api().port()).isEqualTo(8080);
        assertThat(settings.clusterId()).isNull();
        assertThat(settings.heldBytesMax()).isEqualTo(67_108_864);
        assertThat(settings.leaseMs()).isEqualTo(20_000);
        assertThat(settings.refreshMs()).isEqualTo(10_000);
        assertThat(settings.stateReplicationFactor()).isEqualTo((short) 3);
        assertThat(settings.kafka()).containsOnlyKeys("replica.lag.time.max.ms");
    }
}
