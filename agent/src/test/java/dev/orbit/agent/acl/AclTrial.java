// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.FreePorts;
import dev.orbit.agent.lab.StockBrokerOptions;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.trial.Api;
import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMappingSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.kafka.common.acl.AclBinding;
import org.jspecify.annotations.Nullable;

/** A guarded stock source, a guarded agent, and a link that copies ACLs every second. */
final class AclTrial implements AutoCloseable {

    static final Duration WITHIN = Duration.ofSeconds(60);

    private static final Duration POLL = Duration.ofMillis(100);

    private final StockBrokerProcess sourceProcess;
    private final AgentProcess agent;
    private final Guarded source;
    private final Guarded destination;
    private final Api api;

    private AclTrial(StockBrokerProcess sourceProcess, AgentProcess agent, Guarded source, Guarded destination) {
        this.sourceProcess = sourceProcess;
        this.agent = agent;
        this.source = source;
        this.destination = destination;
        this.api = new Api(agent.endpoint());
    }

    static AclTrial start(Path directory) throws Exception {
        return start(directory, settings -> settings);
    }

    /** @param configure what else the agent's settings are to be */
    static AclTrial start(Path directory, UnaryOperator<Map<String, String>> configure) throws Exception {
        int sourcePort = FreePorts.next();
        int destinationPort = FreePorts.next();
        StockBrokerProcess source = StockBrokerProcess.start(source(directory.resolve("source"), sourcePort));
        AgentProcess agent = AgentProcess.configured(directory.resolve("agent"), needed -> {
            Map<String, String> settings = new TreeMap<>(needed);
            settings.put("listeners", needed.get("listeners") + Guarded.namedListener(destinationPort));
            settings.put("orbit.refresh.interval.ms", "1000");
            settings.putAll(Guarded.settings());
            return configure.apply(settings);
        });
        AclTrial trial = new AclTrial(
                source,
                agent,
                new Guarded(source.bootstrapServers(), sourcePort),
                new Guarded(agent.bootstrapServers(), destinationPort));
        trial.api.put(Documents.putLink(source.bootstrapServers()));
        trial.copy(true);
        return trial;
    }

    /** A guarded one. */
    static StockBrokerOptions source(Path directory, int namedPort) {
        StockBrokerOptions options = StockBrokerOptions.in(directory);
        String client = "CLIENT://127.0.0.1:" + options.port() + Guarded.namedListener(namedPort);
        for (Map.Entry<String, String> setting : Guarded.settings().entrySet()) {
            options = options.with(setting.getKey(), setting.getValue());
        }
        return options.with("listeners", client + ",CONTROLLER://127.0.0.1:" + options.controllerPort())
                .with("advertised.listeners", client);
    }

    Guarded source() {
        return source;
    }

    Guarded destination() {
        return destination;
    }

    AgentProcess agent() {
        return agent;
    }

    Api api() {
        return api;
    }

    void copy(boolean enabled) throws Exception {
        AclSettings defaults = AclSettings.DEFAULTS;
        copy(new AclSettings(enabled, defaults.include(), defaults.exclude(), 1));
    }

    void copy(AclSettings settings) throws Exception {
        Snapshot.Link link = api.snapshot().links().get(0);
        api.put(new Change.PutLink(link.spec().withAcls(settings), link.revision()));
    }

    /** A source topic with values 0 to 9, mirrored under this name, whose producers are proxied. */
    void mirror(String sourceTopic, String topic) throws Exception {
        source.cluster().createTopic(sourceTopic, 1);
        source.cluster()
                .produce(
                        sourceTopic,
                        0,
                        IntStream.range(0, 10).mapToObj(String::valueOf).toArray(String[]::new));
        api.put(new Change.PutTopicMapping(
                TopicMappingSpec.literal(Documents.LINK, 0, sourceTopic, topic)
                        .withAutoMigration(new AutoMigration(true)),
                0));
        awaitState(topic, MigrationState.PROXY);
        await(topic + " mirrored")
                .atMost(WITHIN)
                .pollInterval(POLL)
                .untilAsserted(
                        () -> assertThat(destination.cluster().end(topic, 0)).isEqualTo(10));
    }

    void awaitState(String topic, MigrationState state) {
        await(topic + " in " + state).atMost(WITHIN).pollInterval(POLL).untilAsserted(() -> {
            Snapshot.@Nullable Topic found = api.topic(topic);
            assertThat(found).isNotNull();
            assertThat(found.state()).as(String.valueOf(found)).isEqualTo(state);
            assertThat(found.error()).as(String.valueOf(found)).isNull();
            assertThat(found.offsetLag()).as(String.valueOf(found)).isNotNull();
            assertThat(found.timeLagSeconds()).as(String.valueOf(found)).isNotNull();
        });
    }

    /** That the destination has these ACLs and no others. */
    void awaitAcls(Set<AclBinding> expected) {
        await("ACLs at the destination")
                .atMost(WITHIN)
                .pollInterval(POLL)
                .untilAsserted(() -> assertThat(destination.acls()).isEqualTo(expected));
    }

    /** Two more rounds: whatever Orbit would still do, it has done. */
    void awaitQuiet() throws Exception {
        AclBinding mark = Guarded.allowGroup("app", "mark-" + System.nanoTime());
        source.add(mark);
        await("a round")
                .atMost(WITHIN)
                .pollInterval(POLL)
                .until(() -> destination.acls().contains(mark));
        source.remove(mark);
        await("another round")
                .atMost(WITHIN)
                .pollInterval(POLL)
                .until(() -> !destination.acls().contains(mark));
    }

    /** What the link says of its ACLs. */
    Snapshot.AclCopy counts() throws Exception {
        return api.snapshot().acls().get(0);
    }

    @Override
    public void close() {
        source.close();
        destination.close();
        agent.close();
        sourceProcess.close();
    }
}
