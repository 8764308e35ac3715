// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas.check;

import static dev.orbit.schemas.check.Specs.brief;
import static dev.orbit.schemas.check.Specs.link;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.orbit.schemas.AclFilter;
import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.BrokerAddress;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.FetchSettings;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkChecksTest {

    private static final BrokerAddress BROKER = new BrokerAddress("kafka-1", 9092);

    @Test
    void findsNothingWrongWithAPlainLink() {
        assertThat(LinkChecks.problems(link("default", BROKER))).isEmpty();
    }

    @Test
    void wantsABroker() {
        List<Problem> problems = LinkChecks.problems(link("default"));

        assertThat(brief(problems)).containsExactly("source_bootstrap_brokers: missing_source_bootstrap_brokers");
        assertThat(problems.get(0).remedy()).contains("hostname", "port");
    }

    @Test
    void reportsEverythingAtOnceWithPathAndValue() {
        LinkSpec link = new LinkSpec(
                "a b",
                List.of(BROKER, new BrokerAddress("kafka://h", 0), BROKER),
                " ",
                new Credentials(null, null, "gssapi", false, false, null, null, null, null, null, null, null, null),
                new Credentials(null, null, null, false, true, null, null, null, null, null, null, null, null),
                AutoMigration.INHERIT,
                new FetchSettings(65, 0, -1, 0L),
                new ConsumerGroupSettings(true, List.of("*", "a"), List.of("", "["), "", 0),
                new AclSettings(
                        true,
                        List.of(new AclFilter("topics", "*", "User:[", "READ", "Allow")),
                        List.of(new AclFilter(null, null, null, null, null), AclFilter.ofType("user")),
                        86_401));

        List<Problem> problems = LinkChecks.problems(link);

        assertThat(brief(problems))
                .containsExactly(
                        "name: invalid_name",
                        "source_bootstrap_brokers[1].hostname: invalid_hostname",
                        "source_bootstrap_brokers[1].port: invalid_port",
                        "source_bootstrap_brokers[2]: duplicate_broker",
                        "source_cluster_id: invalid_source_cluster_id",
                        "source_cluster_credentials.sasl_mechanism: invalid_sasl_mechanism",
                        "source_cluster_credentials.sasl_username_env: incomplete_credentials",
                        "source_cluster_credentials.sasl_password_env: incomplete_credentials",
                        "auto_migration_source_cluster_credentials.tls_insecure_skip_verify: tls_not_used",
                        "fetch.concurrency: invalid_concurrency",
                        "fetch.max_bytes: invalid_max_bytes",
                        "fetch.max_partition_bytes: invalid_max_partition_bytes",
                        "fetch.bytes_per_second: invalid_bytes_per_second",
                        "consumer_groups.include[0]: invalid_regex",
                        "consumer_groups.exclude[0]: invalid_regex",
                        "consumer_groups.exclude[1]: invalid_regex",
                        "consumer_groups.interval_seconds: invalid_interval_seconds",
                        "acls.include[0].resource_type: invalid_resource_type",
                        "acls.include[0].resource_name: invalid_regex",
                        "acls.include[0].principal: invalid_regex",
                        "acls.include[0].operation: invalid_operation",
                        "acls.include[0].permission_type: invalid_permission_type",
                        "acls.exclude[0]: empty_filter",
                        "acls.exclude[1].resource_type: invalid_resource_type",
                        "acls.interval_seconds: invalid_interval_seconds");
        assertThat(problems.get(0).message()).contains("\"a b\"");
        assertThat(problems.get(5).remedy()).contains("plain, scram-256, scram-512");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host:9092", "a,b", "kafka://h", "h/", "a b", "-h", "h-", ":", "[::1]"})
    void refusesWhatIsNotOneHostName(String hostname) {
        assertThat(brief(LinkChecks.problems(link("l", new BrokerAddress(hostname, 1)))))
                .containsExactly("source_bootstrap_brokers[0].hostname: invalid_hostname");
    }

    @ParameterizedTest
    @ValueSource(strings = {"h", "kafka-1.example.com", "kafka_1", "10.0.0.1", "::1", "fe80::1%eth0", "a.b."})
    void acceptsNamesAndAddresses(String hostname) {
        assertThat(LinkChecks.problems(link("l", new BrokerAddress(hostname, 65_535))))
                .isEmpty();
    }

    @Test
    void wantsProxyCredentialsForAutoMigrationOfTheWholeLink() {
        LinkSpec without = link("l", List.of(BROKER), Credentials.PLAINTEXT, null, true, FetchSettings.DEFAULTS);
        LinkSpec with =
                link("l", List.of(BROKER), Credentials.PLAINTEXT, Credentials.PLAINTEXT, true, FetchSettings.DEFAULTS);

        assertThat(brief(LinkChecks.problems(without)))
                .containsExactly("auto_migration.enable: missing_proxy_credentials");
        assertThat(LinkChecks.problems(with)).isEmpty();
    }

    @Test
    void aLinkRunsOrIsPaused() {
        LinkSpec link = link("default", BROKER);

        assertThat(LinkChecks.problems(link.withState("running"))).isEmpty();
        assertThat(LinkChecks.problems(link.withState("paused"))).isEmpty();
        assertThat(LinkChecks.problems(link.withState("PAUSED")))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("invalid_state");
                    assertThat(problem.field()).isEqualTo("state");
                    assertThat(problem.message()).contains("\"PAUSED\"");
                });
    }

    @Test
    void wantsSomeGroupToBeIncluded() {
        assertThat(brief(ConsumerGroupChecks.problems(groups(List.of(), 10))))
                .containsExactly("include: empty_include");
    }

    @Test
    void boundsTheIntervalOfGroups() {
        assertThat(ConsumerGroupChecks.problems(groups(List.of(".*"), 1))).isEmpty();
        assertThat(ConsumerGroupChecks.problems(groups(List.of(".*"), 86_400))).isEmpty();
        assertThat(ConsumerGroupChecks.problems(groups(List.of(".*"), 86_401))
                        .get(0)
                        .message())
                .contains("86401 s", "1 and 86400");
    }

    @Test
    void wantsSomeAclToBeIncluded() {
        assertThat(brief(AclChecks.problems(new AclSettings(true, List.of(), List.of(), 60))))
                .containsExactly("include: empty_include");
    }

    @Test
    void tellsWhichWordsAnAclFilterTakes() {
        AclFilter filter = new AclFilter("cluster", "kafka-cluster|\\*", "User:.*", "idempotent_write", "deny");

        assertThat(AclChecks.problems(new AclSettings(true, List.of(filter), List.of(), 1)))
                .isEmpty();
        assertThat(AclChecks.problems(new AclSettings(true, List.of(AclFilter.ofType("Topic")), List.of(), 1)))
                .extracting(Problem::message, Problem::remedy)
                .containsExactly(tuple(
                        "\"Topic\" is no resource_type of ACLs that are copied.",
                        "Use one of topic, group, transactional_id, cluster."));
    }

    private static ConsumerGroupSettings groups(List<String> include, int intervalSeconds) {
        return new ConsumerGroupSettings(false, include, List.of(), "", intervalSeconds);
    }
}
