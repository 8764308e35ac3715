// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.broker.state.StateTopic;
import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.trial.Cluster;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.DeleteTopicsRequest;
import org.apache.kafka.common.requests.DeleteTopicsResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The state topic is taken away neither through an agent nor behind its back. */
@Timeout(180)
class StateTopicIT {

    private static final String STATE = "__orbit_state";
    private static final ConfigResource CONFIGS = new ConfigResource(ConfigResource.Type.TOPIC, STATE);

    @TempDir
    Path directory;

    private AgentProcess agent;
    private Admin atController;
    private int controllerPort;

    @BeforeEach
    void start() {
        AtomicReference<String> controller = new AtomicReference<>("");
        agent = AgentProcess.configured(directory, settings -> {
            controller.set(settings.get("controller.quorum.voters").replaceFirst("^1@", ""));
            return settings;
        });
        controllerPort = Integer.parseInt(controller.get().replaceFirst(".*:", ""));
        // where a stock broker or the controller is asked, Orbit is not
        atController = Admin.create(Map.of("bootstrap.controllers", controller.get()));
    }

    @AfterEach
    void stop() {
        atController.close();
        agent.close();
    }

    @Test
    void keepsWhatItIsFromWhoeverAsksAnAgent() throws Exception {
        try (Cluster cluster = new Cluster(agent.bootstrapServers())) {
            Admin admin = cluster.admin();
            cluster.createTopic("beside", 1);
            Uuid id = get(admin.describeTopics(List.of(STATE)).topicNameValues().get(STATE))
                    .topicId();

            refuses(admin.deleteTopics(List.of(STATE, "beside")).all());
            refuses(admin.deleteTopics(TopicCollection.ofTopicIds(List.of(id))).all());
            refuses(admin.createPartitions(Map.of(STATE, NewPartitions.increaseTo(2)))
                    .all());
            refuses(admin.incrementalAlterConfigs(altered("cleanup.policy", "delete"))
                    .all());
            assertThatThrownBy(() -> get(
                            admin.deleteRecords(Map.of(new TopicPartition(STATE, 0), RecordsToDelete.beforeOffset(1)))
                                    .all()))
                    .hasCauseInstanceOf(PolicyViolationException.class);
            get(admin.incrementalAlterConfigs(altered("min.insync.replicas", "1"))
                    .all());

            assertThat(cluster.topics()).contains(STATE, "beside");
            assertThat(config(admin).get("cleanup.policy").value()).isEqualTo("compact");
        }
    }

    private static void refuses(KafkaFuture<Void> change) {
        assertThatThrownBy(() -> get(change))
                .hasCauseInstanceOf(PolicyViolationException.class)
                .hasMessageContaining(STATE)
                .hasMessageContaining("Nothing of this request was done");
    }

    @Test
    void anAgentDoesNotStartWithoutTheStateThatItHad() throws Exception {
        assertThat(deletedAtController()).isEqualTo(Errors.NONE);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(agent.logFile())
                        .content()
                        .containsOnlyOnce("ERROR")
                        .contains(STATE)
                        .contains("was deleted"));

        Path mark = agent.dataDirectory().resolve("orbit.state.id");
        assertThatThrownBy(agent::restart).hasMessageContaining("ended with 1").hasMessageContaining("remove " + mark);

        Files.delete(mark);
        agent.restart();
        assertThat(mark).exists();
    }

    @Test
    void setsBackAllThatTheStateReliesOn() throws Exception {
        Map<String, String> others = Map.of(
                "cleanup.policy", "delete",
                "unclean.leader.election.enable", "true",
                "max.message.bytes", "1000000",
                "segment.bytes", "2000000",
                "delete.retention.ms", "1000");
        assertThat(others).containsOnlyKeys(StateTopic.CONFIGS.keySet());
        get(atController
                .incrementalAlterConfigs(Map.of(
                        CONFIGS,
                        others.entrySet().stream()
                                .map(other -> new AlterConfigOp(
                                        new ConfigEntry(other.getKey(), other.getValue()), OpType.SET))
                                .toList()))
                .all());

        agent.restart();

        Config now = config(atController);
        StateTopic.CONFIGS.forEach((name, value) -> {
            assertThat(now.get(name).value()).as(name).isEqualTo(value);
            assertThat(agent.logFile())
                    .content()
                    .contains("had " + name + " " + others.get(name) + ", and has " + value + " now");
        });
    }

    /** As a stock broker passes it on; an Admin client asks brokers alone. */
    private Errors deletedAtController() throws IOException {
        short version = ApiKeys.DELETE_TOPICS.latestVersion();
        var topics = List.of(new DeleteTopicsRequestData.DeleteTopicState().setName(STATE));
        var deletion = new DeleteTopicsRequest.Builder(
                        new DeleteTopicsRequestData().setTopics(topics).setTimeoutMs(30_000))
                .build(version);
        RequestHeader header = new RequestHeader(ApiKeys.DELETE_TOPICS, version, "raw", 1);
        ByteBuffer bytes = deletion.serializeWithHeader(header);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), controllerPort)) {
            socket.setSoTimeout(60_000);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(bytes.remaining());
            out.write(bytes.array(), bytes.position(), bytes.remaining());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            ByteBuffer answer = ByteBuffer.wrap(in.readNBytes(in.readInt()));
            DeleteTopicsResponse response = (DeleteTopicsResponse) AbstractResponse.parseResponse(answer, header);
            return Errors.forCode(response.data().responses().iterator().next().errorCode());
        }
    }

    private static Map<ConfigResource, java.util.Collection<AlterConfigOp>> altered(String name, String value) {
        return Map.of(CONFIGS, List.of(new AlterConfigOp(new ConfigEntry(name, value), OpType.SET)));
    }

    private static Config config(Admin admin) throws Exception {
        return get(admin.describeConfigs(List.of(CONFIGS)).values().get(CONFIGS));
    }

    private static <T> T get(KafkaFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }
}
