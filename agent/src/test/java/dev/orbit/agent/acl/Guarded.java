// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.acl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.trial.Cluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A cluster with an authorizer, on two listeners: whoever comes to the plain one is a super user, whoever comes to the
 * other one gives a name.
 */
final class Guarded implements AutoCloseable {

    static final List<String> USERS = List.of("app", "eve", "guest", "reader");

    private static final long WITHIN_SECONDS = 30;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required ";

    private final Cluster cluster;
    private final int namedPort;

    Guarded(String bootstrapServers, int namedPort) {
        this.cluster = new Cluster(bootstrapServers);
        this.namedPort = namedPort;
    }

    /** What a broker needs for it, beside {@code listeners}. */
    static Map<String, String> settings() {
        StringBuilder users = new StringBuilder(LOGIN);
        USERS.forEach(user -> users.append("user_").append(user).append("=\"secret\" "));
        return Map.of(
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users",
                "User:ANONYMOUS",
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT,NAMED:SASL_PLAINTEXT",
                "sasl.enabled.mechanisms",
                "PLAIN",
                "listener.name.named.plain.sasl.jaas.config",
                users.append(';').toString());
    }

    static String namedListener(int port) {
        return ",NAMED://127.0.0.1:" + port;
    }

    Cluster cluster() {
        return cluster;
    }

    Map<String, Object> as(String user) {
        return Map.of(
                "bootstrap.servers",
                "127.0.0.1:" + namedPort,
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                LOGIN + "username=\"" + user + "\" password=\"secret\";");
    }

    /** The first values of the topic; fails as Kafka does where the user may not read it. */
    List<String> read(String user, String topic, int count) {
        return read(user, topic, count, Map.of(), consumer -> consumer.assign(List.of(new TopicPartition(topic, 0))));
    }

    /** The same as a member of a group. */
    List<String> consume(String user, String group, String topic, int count) {
        return read(user, topic, count, Map.of("group.id", group), consumer -> consumer.subscribe(List.of(topic)));
    }

    private interface Start {
        void start(KafkaConsumer<byte[], byte[]> consumer);
    }

    private List<String> read(String user, String topic, int count, Map<String, Object> more, Start start) {
        Map<String, Object> config = new HashMap<>(as(user));
        config.putAll(Map.of("auto.offset.reset", "earliest", "enable.auto.commit", "false"));
        config.putAll(more);
        List<String> values = new ArrayList<>();
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_SECONDS);
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            start.start(consumer);
            while (values.size() < count) {
                consumer.poll(POLL).forEach(record -> values.add(new String(record.value(), UTF_8)));
                if (System.nanoTime() > deadlineNanos) {
                    throw new AssertionError(user + " read only " + values + " of " + topic);
                }
            }
        }
        return values;
    }

    /** Writes one record; fails as Kafka does where the user may not. */
    void write(String user, String topic, String value) throws Exception {
        Map<String, Object> config = new HashMap<>(as(user));
        // an idempotent one fails before it writes, in words that say less
        config.put("enable.idempotence", "false");
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer(config)) {
            Cluster.send(producer, topic, 0, value);
        }
    }

    static AclBinding acl(
            AclPermissionType permission,
            String user,
            AclOperation operation,
            ResourceType type,
            PatternType match,
            String name) {
        return new AclBinding(
                new ResourcePattern(type, name, match),
                new AccessControlEntry("User:" + user, "*", operation, permission));
    }

    static AclBinding allowRead(String user, String topic) {
        return acl(AclPermissionType.ALLOW, user, AclOperation.READ, ResourceType.TOPIC, PatternType.LITERAL, topic);
    }

    static AclBinding allowReadPrefix(String user, String prefix) {
        return acl(AclPermissionType.ALLOW, user, AclOperation.READ, ResourceType.TOPIC, PatternType.PREFIXED, prefix);
    }

    static AclBinding denyRead(String user, String topic) {
        return acl(AclPermissionType.DENY, user, AclOperation.READ, ResourceType.TOPIC, PatternType.LITERAL, topic);
    }

    static AclBinding allowGroup(String user, String group) {
        return acl(AclPermissionType.ALLOW, user, AclOperation.READ, ResourceType.GROUP, PatternType.LITERAL, group);
    }

    void add(AclBinding... acls) throws Exception {
        add(List.of(acls));
    }

    /** Returns once the broker tells of them, which is a little after the controller took them. */
    void add(Collection<AclBinding> acls) throws Exception {
        cluster.admin().createAcls(acls).all().get(WITHIN_SECONDS, TimeUnit.SECONDS);
        await("what was added").atMost(Duration.ofSeconds(WITHIN_SECONDS)).until(() -> acls().containsAll(acls));
    }

    void remove(AclBinding... acls) throws Exception {
        remove(List.of(acls));
    }

    void remove(Collection<AclBinding> acls) throws Exception {
        cluster.admin()
                .deleteAcls(acls.stream().map(AclBinding::toFilter).toList())
                .all()
                .get(WITHIN_SECONDS, TimeUnit.SECONDS);
    }

    Set<AclBinding> acls() throws Exception {
        return Set.copyOf(
                cluster.admin().describeAcls(AclBindingFilter.ANY).values().get(WITHIN_SECONDS, TimeUnit.SECONDS));
    }

    @Override
    public void close() {
        cluster.close();
    }
}
