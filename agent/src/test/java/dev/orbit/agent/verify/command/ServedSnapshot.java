// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.orbit.agent.api.BareServers;
import dev.orbit.agent.source.connect.Logins;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.EventsResponse;
import dev.orbit.schemas.Json;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An agent's answer as it is, or as it might be, on a port of its own. */
final class ServedSnapshot implements AutoCloseable {

    private final HttpServer server;
    private final Snapshot real;
    private volatile Snapshot.Link link;
    private @Nullable MigrationState firstState;

    /** How often it is answered with the topics. */
    private int withTopicsCount = Integer.MAX_VALUE;

    private ServedSnapshot(HttpServer server, Snapshot.Link link, Snapshot real) {
        this.server = server;
        this.link = link;
        this.real = real;
    }

    static ServedSnapshot of(Snapshot.Link link, Snapshot real) throws IOException {
        HttpServer server = BareServers.plain();
        ServedSnapshot served = new ServedSnapshot(server, link, real);
        server.createContext("/v1/snapshot", exchange -> answer(exchange, served.snapshot()));
        server.createContext("/v1/events", exchange -> answer(exchange, new EventsResponse(List.of())));
        server.start();
        return served;
    }

    private static void answer(HttpExchange exchange, Object answer) throws IOException {
        byte[] body = Json.MAPPER.writeValueAsBytes(answer);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private synchronized Snapshot snapshot() {
        MigrationState state = firstState;
        firstState = null;
        boolean hasTopics = withTopicsCount-- > 0;
        return new Snapshot(
                real.cluster(),
                List.of(link),
                real.topicMappings(),
                real.topics().stream()
                        .filter(topic -> hasTopics)
                        .map(topic -> state == null ? topic : in(state, topic))
                        .toList(),
                real.groups(),
                real.acls());
    }

    private static Snapshot.Topic in(MigrationState state, Snapshot.Topic topic) {
        return new Snapshot.Topic(
                topic.link(),
                topic.sourceTopic(),
                topic.topic(),
                topic.mapping(),
                state,
                topic.mirror(),
                topic.offsetLag(),
                topic.timeLagSeconds(),
                topic.error(),
                topic.lastAttempt(),
                topic.partitions());
    }

    /** All topics are in this state the next time it is asked. */
    synchronized void withFirstState(MigrationState state) {
        firstState = state;
    }

    /** There are no topics from the second time on that it is asked. */
    synchronized void withTopicsOnce() {
        withTopicsCount = 1;
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void withSourceClusterId(String id) {
        link = new Snapshot.Link(link.spec(), link.revision(), link.state(), id, link.error());
    }

    /** Wants SASL, with the password in this variable. */
    void withPasswordFrom(String variable) {
        LinkSpec spec = link.spec();
        Credentials credentials = Logins.sasl(variable, variable, "plain");
        link = new Snapshot.Link(
                new LinkSpec(
                        spec.name(),
                        spec.sourceBootstrapBrokers(),
                        spec.sourceClusterId(),
                        credentials,
                        spec.autoMigrationSourceClusterCredentials(),
                        spec.autoMigration(),
                        spec.fetch(),
                        spec.consumerGroups(),
                        spec.acls()),
                link.revision(),
                link.state(),
                link.sourceClusterId(),
                link.error());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
