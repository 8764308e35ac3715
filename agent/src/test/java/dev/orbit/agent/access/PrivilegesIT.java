// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.access.PrivilegePage.Row;
import dev.orbit.agent.access.Way.Transport;
import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.trial.Api;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.ClusterConfigSettings;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.GroupState;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.schemas.ValidateRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That {@code docs/privileges.md} tells the truth: with what it lists everything works, and nothing on it is too much. */
@Timeout(300)
class PrivilegesIT {

    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final String TOPIC = PrivilegePage.TOPIC;
    private static final String GROUP = PrivilegePage.GROUP;
    private static final Way WAY = new Way("scram-256", Transport.PLAINTEXT);
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    @TempDir
    static Path directory;

    private static SecuredBroker source;
    private static AgentProcess agent;
    private static Cluster destination;
    private static Api api;

    @BeforeAll
    static void start() throws Exception {
        source = SecuredBroker.start(directory.resolve("source"));
        source.cluster().createTopic(TOPIC, 1);
        source.cluster().produce(TOPIC, 0, "first");
        commit(1);
        agent = AgentProcess.configured(
                directory.resolve("agent"),
                Map.of(
                        "orbit.refresh.interval.ms",
                        "500",
                        "authorizer.class.name",
                        "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "super.users",
                        "User:ANONYMOUS"),
                source.environment());
        destination = new Cluster(agent.bootstrapServers());
        api = new Api(agent.endpoint());

        assertThat(rows()).hasSize(7);
        assertThat(validate())
                .extracting(Problem::message)
                .satisfiesExactlyInAnyOrder(
                        reader -> assertThat(reader)
                                .endsWith(
                                        "Orbit's principal Describe, DescribeConfigs and Read on topic " + TOPIC + "."),
                        proxy -> assertThat(proxy)
                                .endsWith("the proxy's principal Describe and Write on topic " + TOPIC + "."),
                        groups -> assertThat(groups)
                                .contains(
                                        "Orbit's principal Describe on the cluster.", "groups", "may be missing (.*)"),
                        acls -> assertThat(acls)
                                .endsWith("Orbit's principal Describe on the cluster. So its ACLs cannot be read."),
                        configs -> assertThat(configs)
                                .endsWith("Orbit's principal DescribeConfigs on the cluster. So its cluster"
                                        + " configuration cannot be read."));
        source.allow(rows().map(Row::acl).toArray(AclBinding[]::new));
        api.put(new Change.PutLink(link(List.of(".*"), true), 0), new Change.PutTopicMapping(mapping(), 0));
        awaitFine();
    }

    @AfterAll
    static void stop() {
        destination.close();
        agent.close();
        source.close();
    }

    static Stream<Row> rows() {
        return PrivilegePage.rows().stream().filter(Row::isNeeded);
    }

    private static LinkSpec link(List<String> groups, boolean copiesAll) {
        return LinkSpecs.of(
                        "eu",
                        List.of(source.address(WAY.listener())),
                        null,
                        WAY.credentials(SecuredBroker.READER),
                        WAY.credentials(SecuredBroker.PROXY),
                        new ConsumerGroupSettings(true, groups, List.of(), "", 1),
                        new AclSettings(copiesAll, AclSettings.DEFAULTS.include(), List.of(), 1))
                .withClusterConfig(new ClusterConfigSettings(copiesAll));
    }

    private static TopicMappingSpec mapping() {
        return TopicMappingSpec.literal("eu", 0, TOPIC, TOPIC).withAutoMigration(new AutoMigration(true));
    }

    private static List<Problem> validate() throws IOException {
        return validate(link(List.of(".*"), true));
    }

    /** Without ACLs and cluster configuration. */
    private static List<Problem> validate(List<String> groups) throws IOException {
        return validate(link(groups, false));
    }

    private static List<Problem> validate(LinkSpec link) throws IOException {
        return api.validate(new ValidateRequest(link, List.of(mapping()))).problems();
    }

    private static void commit(long offset) throws Exception {
        source.cluster()
                .admin()
                .alterConsumerGroupOffsets(GROUP, Map.of(PARTITION, new OffsetAndMetadata(offset)))
                .all()
                .get(30, TimeUnit.SECONDS);
    }

    /** Everything that anybody can read of how things are. */
    private static List<String> complaints() throws IOException {
        Snapshot snapshot = api.snapshot();
        List<String> complaints = new ArrayList<>();
        snapshot.links().stream().map(Snapshot.Link::error).forEach(complaints::add);
        for (Snapshot.Topic topic : snapshot.topics()) {
            complaints.add(topic.error());
            topic.partitions().stream().map(Snapshot.Partition::error).forEach(complaints::add);
        }
        snapshot.groups().stream()
                .filter(group -> group.state() == GroupState.FAILED)
                .map(Snapshot.Group::reason)
                .forEach(complaints::add);
        complaints.removeIf(java.util.Objects::isNull);
        return complaints;
    }

    /** Nobody complains, and each feature does what it is for once more. */
    private static void awaitFine() throws Exception {
        await().atMost(WITHIN).pollInterval(POLL).untilAsserted(() -> {
            assertThat(validate()).isEmpty();
            assertThat(complaints()).isEmpty();
            assertThat(api.snapshot().topics()).hasSize(1);
        });
        long end = source.cluster().end(TOPIC, 0);
        source.cluster().produce(TOPIC, 0, "at the source");
        // the proxy may have looked while the right was missing, and looks again when it has refused
        await().atMost(WITHIN)
                .pollInterval(POLL)
                .ignoreExceptionsInstanceOf(PolicyViolationException.class)
                .untilAsserted(() -> {
                    try (KafkaProducer<byte[], byte[]> producer = destination.producer(Map.of())) {
                        Cluster.send(producer, TOPIC, 0, "through the agent");
                    }
                });
        commit(end + 1);
        setRetention(Long.toString(1_000_000_000 + end));
        setOnCluster("log.retention.ms", Long.toString(2_000_000_000 + end));
        await().atMost(WITHIN).pollInterval(POLL).untilAsserted(() -> {
            assertThat(destination.values(TOPIC))
                    .isEqualTo(source.cluster().values(TOPIC))
                    .contains("through the agent");
            assertThat(committed()).isEqualTo(end + 1);
            assertThat(aclsOn(destination)).isNotEmpty().isEqualTo(aclsOn(source.cluster()));
            assertThat(retention()).isEqualTo(Long.toString(1_000_000_000 + end));
            assertThat(api.snapshot().links().get(0).clusterConfig().copied())
                    .containsEntry("log.retention.ms", Long.toString(2_000_000_000 + end));
        });
    }

    private static long committed() throws Exception {
        OffsetAndMetadata commit = destination
                .admin()
                .listConsumerGroupOffsets(GROUP)
                .partitionsToOffsetAndMetadata()
                .get(30, TimeUnit.SECONDS)
                .get(PARTITION);
        return commit == null ? -1 : commit.offset();
    }

    private static Set<AclBinding> aclsOn(Cluster cluster) throws Exception {
        ResourcePatternFilter topic = new ResourcePatternFilter(ResourceType.TOPIC, TOPIC, PatternType.LITERAL);
        return Set.copyOf(cluster.admin()
                .describeAcls(new AclBindingFilter(topic, AccessControlEntryFilter.ANY))
                .values()
                .get(30, TimeUnit.SECONDS));
    }

    private static ConfigResource topicResource() {
        return new ConfigResource(ConfigResource.Type.TOPIC, TOPIC);
    }

    private static void setRetention(String value) throws Exception {
        set(topicResource(), "retention.ms", value);
    }

    private static void setOnCluster(String name, String value) throws Exception {
        set(new ConfigResource(ConfigResource.Type.BROKER, ""), name, value);
    }

    private static void set(ConfigResource resource, String name, String value) throws Exception {
        AlterConfigOp set = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
        source.cluster()
                .admin()
                .incrementalAlterConfigs(Map.of(resource, List.of(set)))
                .all()
                .get(30, TimeUnit.SECONDS);
    }

    private static String retention() throws Exception {
        return destination
                .admin()
                .describeConfigs(List.of(topicResource()))
                .all()
                .get(30, TimeUnit.SECONDS)
                .get(topicResource())
                .get("retention.ms")
                .value();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void eachOfThemIsMissedByNameAndMissedNoMoreOnceItIsBack(Row row) throws Exception {
        source.disallow(row.acl());
        try {
            assertMissed(row);
        } finally {
            source.allow(row.acl());
        }
        awaitFine();
    }

    private static void assertMissed(Row row) throws Exception {
        List<Row> sharing =
                rows().filter(other -> other.acl().equals(row.acl())).toList();
        await(row.toString()).atMost(WITHIN).pollInterval(POLL).untilAsserted(() -> {
            // two features may need the same: each says what it is missed for
            assertThat(validate()).hasSize(sharing.size()).allSatisfy(problem -> {
                assertThat(problem.code()).isEqualTo("missing_privilege");
                assertThat(problem.message()).contains(row.refusal()).contains(row.error());
                assertThat(problem.remedy()).contains(row.error());
            });
            assertThat(complaints())
                    .anySatisfy(complaint ->
                            assertThat(complaint).contains(row.refusal()).contains(row.error()));
        });
        if (row.principal().equals(SecuredBroker.PROXY)) {
            try (KafkaProducer<byte[], byte[]> producer = destination.producer(Map.of())) {
                assertThat(catchThrowable(() -> Cluster.send(producer, TOPIC, 0, "refused")))
                        .isInstanceOf(PolicyViolationException.class)
                        .hasMessageContaining(row.refusal() + row.error());
            }
        }
    }

    /** A cutover waits for it either way: nothing but a name depends on the privilege. */
    @Test
    void whoseTransactionACutoverWaitsForIsToldToWhoMayDescribeIt() throws Exception {
        Row row = PrivilegePage.rows().stream()
                .filter(found -> found.feature().equals("Cutover"))
                .findFirst()
                .orElseThrow();
        String transactionalId = row.acl().pattern().name();
        try (KafkaProducer<byte[], byte[]> producer =
                source.cluster().producer(Map.of("transactional.id", transactionalId))) {
            producer.initTransactions();
            producer.beginTransaction();
            Cluster.send(producer, TOPIC, 0, "in the transaction");
            awaitFine();
            assertThat(api.initiate(TOPIC).initiated()).containsExactly(TOPIC);
            awaitReason(" of producer id \\d+, whose transactional id is told to who may Describe it");
            source.allow(row.acl());
            awaitReason(" of transactional id " + transactionalId);
            assertThat(api.abort(TOPIC).aborted()).containsExactly(TOPIC);
            producer.abortTransaction();
        } finally {
            source.disallow(row.acl());
        }
        awaitFine();
    }

    private static void awaitReason(String owner) {
        await().atMost(WITHIN)
                .pollInterval(POLL)
                .untilAsserted(() -> assertThat(api.topic(TOPIC).lastAttempt())
                        .isNotNull()
                        .satisfies(attempt -> assertThat(attempt.reason())
                                .matches("partition 0 has a transaction open at the source since offset \\d+,"
                                        + owner)));
    }

    /** Where the includes leave no group that could be hidden, the cluster need not be described. */
    @Test
    void describeOnTheClusterIsForGroupsThatCouldBeHidden() throws Exception {
        AclBinding cluster = rows().filter(row -> row.resource().equals("cluster"))
                .findFirst()
                .orElseThrow()
                .acl();
        AclBinding prefix = SecuredBroker.acl(
                SecuredBroker.READER, AclOperation.DESCRIBE, ResourceType.GROUP, "bill", PatternType.PREFIXED);
        source.disallow(cluster);
        try {
            await().atMost(WITHIN).untilAsserted(() -> {
                assertThat(validate(List.of("bill.*")))
                        .singleElement()
                        .satisfies(problem -> assertThat(problem.message()).contains("may be missing (bill.*)"));
                assertThat(validate(List.of(GROUP))).isEmpty();
                assertThat(validate(List.of("payroll", GROUP)))
                        .singleElement()
                        .satisfies(problem -> assertThat(problem.message()).endsWith("Describe on group payroll."));
            });
            source.allow(prefix);
            await().atMost(WITHIN)
                    .untilAsserted(() -> assertThat(validate(List.of("bill.*"))).isEmpty());
            assertThat(validate(List.of("bi.*"))).hasSize(1);
        } finally {
            source.disallow(prefix);
            source.allow(cluster);
        }
    }
}
