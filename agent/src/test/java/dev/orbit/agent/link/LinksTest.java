// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.metrics.OrbitMetrics;
import dev.orbit.agent.state.AgentRegistration;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.BrokerAddress;
import dev.orbit.schemas.ClusterConfigSettings;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.FetchSettings;
import dev.orbit.schemas.LinkSpec;
import java.util.List;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.Metrics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Links whose source does not answer: nobody listens at port 9 here. */
@Timeout(60)
class LinksTest {

    private static final BrokerAddress NOBODY = new BrokerAddress("127.0.0.1", 9);
    private static final LinkSpec PLAIN = spec(List.of(NOBODY), Credentials.PLAINTEXT, FetchSettings.DEFAULTS);

    private final Metrics kafka = new Metrics();
    private final Links links = new Links(new LinkClients(name -> null), "destination", new OrbitMetrics(kafka));

    @AfterEach
    void close() {
        links.close();
        kafka.close();
    }

    /** A runtime that ends cuts off what is being forwarded. */
    @Test
    void whatDoesNotConcernTheWayToTheSourceDisturbsNobody() {
        LinkRuntime before = reconciled(PLAIN);
        LinkSpec edited = new LinkSpec(
                PLAIN.name(),
                PLAIN.sourceBootstrapBrokers(),
                States.SOURCE_CLUSTER,
                PLAIN.sourceClusterCredentials(),
                PLAIN.autoMigrationSourceClusterCredentials(),
                new AutoMigration(true),
                PLAIN.fetch(),
                new ConsumerGroupSettings(true, List.of("a.*"), List.of(), "", 10),
                AclSettings.DEFAULTS,
                new ClusterConfigSettings(true),
                LinkSpec.PAUSED);

        assertThat(reconciled(edited)).isSameAs(before);
    }

    @Test
    void anotherWayToTheSourceIsTaken() {
        LinkRuntime plain = reconciled(PLAIN);
        LinkRuntime withoutProxy = reconciled(spec(List.of(NOBODY), null, FetchSettings.DEFAULTS));
        LinkRuntime slower = reconciled(spec(List.of(NOBODY), null, new FetchSettings(1, 1_000, 1_000, 5L)));
        LinkRuntime elsewhere = reconciled(
                spec(List.of(NOBODY, new BrokerAddress("127.0.0.2", 9)), null, new FetchSettings(1, 1_000, 1_000, 5L)));

        assertThat(List.of(plain, withoutProxy, slower, elsewhere)).doesNotHaveDuplicates();
        assertThat(plain.producer()).isNotNull();
        assertThat(withoutProxy.producer()).isNull();
    }

    /** A link's bytes_per_second is a promise for all agents together. */
    @Test
    void aLinksRateIsDividedAmongTheAgents() {
        LinkSpec bounded = spec(List.of(NOBODY), null, new FetchSettings(1, 1_000, 1_000, 3_000_000L));
        StateRecord link = StateRecord.of(new LinkDocument(bounded, 1, States.SOURCE_CLUSTER));

        links.reconcile(States.image(link, agent(1)));
        LinkRuntime runtime =
                links.runtime(bounded.name(), States.SOURCE_CLUSTER).orElseThrow();
        assertThat(runtime.bytesPerSecond()).isEqualTo(3_000_000);

        links.reconcile(States.image(link, agent(1), agent(2), agent(3)));
        assertThat(runtime.bytesPerSecond()).isEqualTo(1_000_000);
    }

    private static StateRecord agent(int id) {
        return StateRecord.of(new AgentRegistration(id, "once"));
    }

    @Test
    void countsTheTopicsThatStayNoCopyUntilSomebodyActs() {
        MirrorTopic failed =
                States.topic("default", "failed", 1, new Migration.Proxy()).withFailure("made anew");
        MirrorTopic well = States.topic("default", "well", 1, new Migration.Proxy());
        MirrorTopic others =
                States.topic("other", "others", 1, new Migration.Proxy()).withFailure("made anew");

        links.reconcile(States.image(
                StateRecord.of(new LinkDocument(PLAIN, 1, States.SOURCE_CLUSTER)),
                StateRecord.of(failed),
                StateRecord.of(well),
                StateRecord.of(others)));

        assertThat(kafka.metrics().values().stream()
                        .filter(metric -> metric.metricName().name().equals("troubled-topics"))
                        .map(KafkaMetric::metricValue))
                .containsExactly(1.0);
    }

    private LinkRuntime reconciled(LinkSpec spec) {
        links.reconcile(States.image(StateRecord.of(new LinkDocument(spec, 1, States.SOURCE_CLUSTER))));
        return links.runtime(spec.name(), States.SOURCE_CLUSTER).orElseThrow();
    }

    private static LinkSpec spec(List<BrokerAddress> brokers, @Nullable Credentials proxy, FetchSettings fetch) {
        return new LinkSpec(
                "default",
                brokers,
                null,
                Credentials.PLAINTEXT,
                proxy,
                AutoMigration.INHERIT,
                fetch,
                ConsumerGroupSettings.DEFAULTS,
                AclSettings.DEFAULTS);
    }
}
