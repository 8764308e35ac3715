// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.broker.EmbeddedBroker;
import dev.orbit.agent.broker.LogDirectories;
import dev.orbit.agent.broker.admin.TopicAdmin;
import dev.orbit.agent.broker.request.CommandHandler;
import dev.orbit.agent.broker.request.OpenGate;
import dev.orbit.agent.broker.state.StateLog.Entry;
import dev.orbit.agent.lab.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a coordinator that is none any more would still write. */
@Timeout(120)
class LedStateLogIT {

    private static final List<Entry> WRITE = List.of(new Entry("key", "value"), new Entry("key", null));

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
    private static StateLog log;

    @BeforeAll
    static void start() throws Exception {
        int port = FreePorts.next();
        int controllerPort = FreePorts.next();
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "process.roles", "broker,controller",
                "node.id", "1",
                "controller.quorum.voters", "1@127.0.0.1:" + controllerPort,
                "controller.listener.names", "CONTROLLER",
                "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "log.dirs", directory.resolve("data").toString()));
        LogDirectories.format(properties, null);
        broker = new EmbeddedBroker(properties, new OpenGate(), LedStateLogIT::nothing);
        broker.start();
        try (TopicAdmin topics = broker.topicAdmin()) {
            topics.create(new TopicAdmin.NewTopic(StateTopic.NAME, 1, (short) 1, Map.of()))
                    .get(30, TimeUnit.SECONDS);
        }
        log = broker.stateLog();
        await().atMost(Duration.ofSeconds(60)).until(() -> broker.cluster().exists(StateTopic.NAME));
        broker.useState(broker.cluster().topicId(StateTopic.NAME));
        await().atMost(Duration.ofSeconds(60)).until(() -> log.epoch().isPresent());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static CompletableFuture<String> nothing(String command) {
        return CompletableFuture.failedFuture(new CommandHandler.NotACommandException(command));
    }

    @Test
    void aWriteUnderTheCurrentEpochAtTheEndIsTaken() {
        long end = log.endOffset();

        assertThat(log.append(log.epoch().getAsInt(), end, WRITE)).isEqualTo(end + 2);
        assertThat(log.endOffset()).isEqualTo(end + 2);
    }

    @Test
    void aWriteUnderAnotherEpochIsRefused() {
        long end = log.endOffset();
        int epoch = log.epoch().getAsInt();

        for (int other : List.of(epoch - 1, epoch + 1)) {
            assertThatThrownBy(() -> log.append(other, end, WRITE))
                    .isInstanceOf(NotLeaderOrFollowerException.class)
                    .hasMessageContaining("not the coordinator of epoch " + other);
        }
        assertThat(log.endOffset()).isEqualTo(end);
    }

    @Test
    void aWriteThatWasDecidedOnAnotherStateIsRefused() {
        int epoch = log.epoch().getAsInt();
        long end = log.append(epoch, log.endOffset(), WRITE);

        for (long other : List.of(end - 1, end + 1)) {
            assertThatThrownBy(() -> log.append(epoch, other, WRITE))
                    .isInstanceOf(OffsetOutOfRangeException.class)
                    .hasMessageContaining("decided at " + other);
        }
        assertThat(log.endOffset()).isEqualTo(end);
    }
}
