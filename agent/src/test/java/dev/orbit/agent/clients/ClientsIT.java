// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.SharedTrial;
import dev.orbit.agent.trial.Trial;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.EventsResponse;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.TopicEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Producers with their default settings never notice that their topics are cut over: one group at once, another after an
 * attempt that was aborted, and a third after one that took too long. All clients run at the same time, and are judged one by one.
 */
@ExtendWith(SharedTrial.Holdable.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class ClientsIT {

    private static final int PARTITIONS = 2;
    private static final int SOME = 30;
    /** Longer than any produce is held: each client has been told to try again. */
    private static final long HELD_MS_MAX = 5_000;

    /** Longer than that, too. */
    private static final int TOO_LONG_SECONDS = 8;

    private final Trial trial;
    private final Map<Client, ClientProcess> straight = new EnumMap<>(Client.class);
    private final Map<Client, ClientProcess> rolledBack = new EnumMap<>(Client.class);
    private final Map<Client, ClientProcess> timedOut = new EnumMap<>(Client.class);
    private final Map<ClientProcess, Integer> exits = new HashMap<>();

    ClientsIT(Trial trial) {
        this.trial = trial;
    }

    @BeforeAll
    void cutOverUnderAllClients() throws Exception {
        List<Client> clients = Arrays.stream(Client.values())
                .filter(client -> client.missing().isEmpty())
                .toList();
        proxy(clients);
        try (KafkaProducer<byte[], byte[]> transactional =
                trial.source().producer(Map.of("transactional.id", "clients-back"))) {
            start(clients);
            awaitProgress(all());

            trial.api().initiate(topics(clients, ClientsIT::straight));
            awaitState(clients, ClientsIT::straight, MigrationState.COMPLETE);
            awaitProgress(all());

            String[] back = topics(clients, ClientsIT::rolledBack);
            String[] late = topics(clients, ClientsIT::timedOut);
            closeGates(transactional, back, late);
            awaitSilence();
            assertThat(trial.api().abort(back).errors()).isEmpty();
            awaitProgress(rolledBack.values());
            awaitState(clients, ClientsIT::rolledBack, MigrationState.PROXY);
            awaitState(clients, ClientsIT::timedOut, MigrationState.PROXY);
            for (String topic : late) {
                assertThat(trial.topic(topic).lastAttempt().outcome()).isEqualTo("timed_out");
            }
            awaitProgress(timedOut.values());
            transactional.abortTransaction();
            trial.api().initiate(Stream.of(back, late).flatMap(Stream::of).toArray(String[]::new));
            awaitState(clients, ClientsIT::rolledBack, MigrationState.COMPLETE);
            awaitState(clients, ClientsIT::timedOut, MigrationState.COMPLETE);
            awaitProgress(all());
        }
        for (ClientProcess process : all()) {
            exits.put(process, process.stop());
        }
    }

    @AfterAll
    void end() {
        all().forEach(ClientProcess::close);
    }

    @ParameterizedTest
    @EnumSource
    void cutoverIsAPauseAndNotAnError(Client client) {
        assertUnharmed(client, straight, straight(client));
    }

    @ParameterizedTest
    @EnumSource
    void soIsARollbackAndTheCutoverAfterIt(Client client) {
        assertUnharmed(client, rolledBack, rolledBack(client));
    }

    @ParameterizedTest
    @EnumSource
    void soIsAnAttemptThatTookTooLongAndTheCutoverAfterIt(Client client) {
        assertUnharmed(client, timedOut, timedOut(client));
    }

    private void assertUnharmed(Client client, Map<Client, ClientProcess> processes, String topic) {
        client.missing().ifPresent(why -> assumeTrue(false, client + ": " + why));
        ClientProcess process = Objects.requireNonNull(processes.get(client));
        assertThat(process.errors()).as(client + ": " + process.output()).isEmpty();
        process.assertKept(trial.destination(), topic);
        assertThat(exits.get(process)).as(client + ": " + process.output()).isZero();
    }

    private static String straight(Client client) {
        return "clients-straight-" + client.slug();
    }

    private static String rolledBack(Client client) {
        return "clients-back-" + client.slug();
    }

    private static String timedOut(Client client) {
        return "clients-late-" + client.slug();
    }

    private void proxy(List<Client> clients) throws Exception {
        List<Change> mappings = new ArrayList<>();
        for (Client client : clients) {
            for (String topic : List.of(straight(client), rolledBack(client), timedOut(client))) {
                trial.source().createTopic(topic, PARTITIONS);
                mappings.add(Documents.putMapping(topic, new AutoMigration(true)));
            }
        }
        trial.api().put(mappings.toArray(new Change[0]));
        awaitState(clients, ClientsIT::straight, MigrationState.PROXY);
        awaitState(clients, ClientsIT::rolledBack, MigrationState.PROXY);
        awaitState(clients, ClientsIT::timedOut, MigrationState.PROXY);
    }

    /**
     * They stay closed: a transaction began at the source after the look beforehand, while one of them waited for a produce.
     * That keeps the others of its group too, which may have none on the way.
     *
     * @param late those whose attempt ends by itself
     */
    private void closeGates(KafkaProducer<byte[], byte[]> transactional, String[] back, String[] late)
            throws Exception {
        List<String> topics = Stream.of(back, late).flatMap(Stream::of).toList();
        transactional.initTransactions();
        trial.requests().holdProduces();
        try {
            trial.requests().awaitHeld();
            initiateTogether(back, null);
            initiateTogether(late, TOO_LONG_SECONDS);
            await().atMost(Trial.WITHIN).until(() -> closing().containsAll(topics));
            transactional.beginTransaction();
            for (String topic : topics) {
                Cluster.send(transactional, topic, 0, "never committed");
            }
        } finally {
            trial.requests().release();
        }
    }

    private void initiateTogether(String[] topics, @Nullable Integer timeoutSeconds) throws Exception {
        InitiateRequest together =
                new InitiateRequest(null, List.of(topics), null, false, null, null, timeoutSeconds, true);
        assertThat(trial.api().initiateOnceKnown(together).errors()).isEmpty();
    }

    private Set<String> closing() throws Exception {
        return trial.api().get("/v1/events").as(EventsResponse.class).events().stream()
                .filter(event -> event.event().equals("closing"))
                .map(TopicEvent::topic)
                .collect(Collectors.toSet());
    }

    private void start(List<Client> clients) throws Exception {
        String bootstrap = trial.agent().bootstrapServers();
        for (Client client : clients) {
            straight.put(client, started(client, client.command(bootstrap, straight(client))));
            rolledBack.put(client, started(client, client.command(bootstrap, rolledBack(client))));
            timedOut.put(client, started(client, client.command(bootstrap, timedOut(client))));
        }
    }

    private static ClientProcess started(Client client, List<String> command) throws Exception {
        return ClientProcess.start(client, command).writing();
    }

    private static String[] topics(List<Client> clients, Function<Client, String> topic) {
        return clients.stream().map(topic).toArray(String[]::new);
    }

    private void awaitState(List<Client> clients, Function<Client, String> topic, MigrationState state) {
        clients.forEach(client -> trial.awaitState(topic.apply(client), state));
    }

    private void awaitSilence() {
        await().atMost(Trial.WITHIN)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> rolledBack.forEach((client, process) ->
                        assertThat(process.silentMs()).as("%s", client).isGreaterThan(HELD_MS_MAX)));
    }

    /** Waits until each has had more records acknowledged. */
    private static void awaitProgress(Collection<ClientProcess> processes) {
        Map<ClientProcess, Long> before = new HashMap<>();
        processes.forEach(process -> before.put(process, process.acknowledged()));
        await().atMost(Trial.WITHIN)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> before.forEach((process, count) ->
                        assertThat(process.acknowledged()).as("%s", process).isGreaterThan(count + SOME)));
    }

    private List<ClientProcess> all() {
        return Stream.of(straight, rolledBack, timedOut)
                .flatMap(group -> group.values().stream())
                .toList();
    }
}
