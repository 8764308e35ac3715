// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.admin;

import dev.orbit.agent.source.connect.AnyBroker;
import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.connect.SourceException;
import dev.orbit.agent.source.connect.SourceProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/**
 * Answers single questions about a source cluster. Each call blocks, for about the timeout at most, and fails with a
 * {@link SourceException} that says who did not do what. Thread-safe.
 */
public final class SourceAdmin implements AutoCloseable {

    /** What decides which records a log keeps, and how large a batch it takes. */
    public static final Set<String> KEEPING = Set.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.DELETE_RETENTION_MS_CONFIG,
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
            TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG,
            TopicConfig.RETENTION_BYTES_CONFIG,
            TopicConfig.RETENTION_MS_CONFIG);

    private static final int PROBE_TIMEOUT_MS = 5_000;

    private final SourceClientConfig config;
    private final Duration timeout;
    private final SourceProbe probe;
    private volatile @Nullable Admin admin;
    private volatile boolean closed;
    private final Set<String> silentGroups = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Boolean tellsOfManyGroups;

    /** Waits 10 s for each answer. */
    public SourceAdmin(SourceClientConfig config) {
        this(config, Duration.ofSeconds(10));
    }

    /**
     * Waits as long as told.
     *
     * @param timeout for each answer
     */
    public SourceAdmin(SourceClientConfig config, Duration timeout) {
        this.config = config;
        this.timeout = timeout;
        this.probe = new SourceProbe(config, (int) Math.min(PROBE_TIMEOUT_MS, timeout.toMillis()));
    }

    /** The id of the cluster that answers. */
    public String clusterId() throws SourceException {
        return get(admin().describeCluster().clusterId(), "Describe on the cluster");
    }

    /**
     * A cluster and what is in it.
     *
     * @param topics all that the principal may see, internal ones too
     */
    public record Listing(String clusterId, List<SourceTopic> topics) {
        public Listing {
            topics = List.copyOf(topics);
        }
    }

    /** The id of the cluster that answers and its topics, asked for at once. */
    public Listing list() throws SourceException {
        KafkaFuture<String> clusterId = admin().describeCluster().clusterId();
        List<SourceTopic> topics = listTopics();
        return new Listing(get(clusterId, "Describe on the cluster"), topics);
    }

    /** The id of the cluster that answers and those of these topics that it has and the principal may see. */
    public Listing list(Collection<String> names) throws SourceException {
        KafkaFuture<String> clusterId = admin().describeCluster().clusterId();
        List<SourceTopic> topics = new ArrayList<>();
        for (var answer : admin().describeTopics(names).topicNameValues().entrySet()) {
            try {
                topic(answer.getKey(), answer.getValue()).ifPresent(topics::add);
            } catch (SourceException e) {
                if (!(e.getCause() instanceof AuthorizationException)) {
                    throw e;
                }
            }
        }
        return new Listing(get(clusterId, "Describe on the cluster"), topics);
    }

    /** All topics that the principal may see, internal ones too. */
    public List<SourceTopic> listTopics() throws SourceException {
        Set<String> names = get(
                admin().listTopics(new ListTopicsOptions().listInternal(true)).names(), "Describe on topics");
        return describe(names);
    }

    /** The topics of these names; a name that the source does not have is left out. */
    public List<SourceTopic> describe(Collection<String> names) throws SourceException {
        List<SourceTopic> topics = new ArrayList<>();
        for (var answer : admin().describeTopics(names).topicNameValues().entrySet()) {
            topic(answer.getKey(), answer.getValue()).ifPresent(topics::add);
        }
        return topics;
    }

    private Optional<SourceTopic> topic(String name, KafkaFuture<TopicDescription> answer) throws SourceException {
        return Optional.ofNullable(orNull(answer, "Describe on topic " + name))
                .map(topic -> new SourceTopic(
                        topic.name(), topic.topicId(), topic.partitions().size(), topic.isInternal()));
    }

    /** Which of these names the source says it does not have; one that the principal may not see is not among them. */
    public Set<String> missing(Collection<String> names) throws SourceException {
        return new MissingTopics(config).of(names);
    }

    /**
     * What topics are configured with.
     *
     * @param found set on topics themselves, by topic; a name that the source does not have is left out
     * @param inherited what those have from their brokers of {@link #KEEPING}
     * @param refused topics whose configs the principal may not describe, each with why
     */
    public record TopicConfigs(
            Map<String, Map<String, String>> found,
            Map<String, Map<String, String>> inherited,
            Map<String, SourceException> refused) {
        public TopicConfigs {
            found = Map.copyOf(found);
            inherited = Map.copyOf(inherited);
            refused = Map.copyOf(refused);
        }
    }

    /** What was set on each of these topics itself, and what decides else which records it keeps and takes. */
    public TopicConfigs topicConfigs(Collection<String> names) throws SourceException {
        Map<String, Map<String, String>> found = new HashMap<>();
        Map<String, Map<String, String>> inherited = new HashMap<>();
        Map<String, SourceException> refused = new HashMap<>();
        configs(names, refused).forEach((name, config) -> {
            found.put(name, entries(config, SourceAdmin::isOwn));
            inherited.put(name, entries(config, entry -> !isOwn(entry) && KEEPING.contains(entry.name())));
        });
        return new TopicConfigs(found, inherited, refused);
    }

    /**
     * For how long, in ms, each topic keeps its tombstones, whoever set that, the topic or the broker; empty for one that
     * is not compacted. One that does not exist, or whose configs the principal may not describe, is left out.
     */
    public Map<String, OptionalLong> deleteRetentions(Collection<String> names) throws SourceException {
        Map<String, OptionalLong> retentions = new HashMap<>();
        configs(names, new HashMap<>()).forEach((name, config) -> retentions.put(name, deleteRetention(config)));
        return retentions;
    }

    private static OptionalLong deleteRetention(Config config) {
        ConfigEntry policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG);
        ConfigEntry retention = config.get(TopicConfig.DELETE_RETENTION_MS_CONFIG);
        boolean isCompacted =
                policy != null && retention != null && policy.value().contains(TopicConfig.CLEANUP_POLICY_COMPACT);
        return isCompacted ? OptionalLong.of(Long.parseLong(retention.value())) : OptionalLong.empty();
    }

    /** A topic that is refused keeps nothing from the others. */
    private Map<String, Config> configs(Collection<String> names, Map<String, SourceException> refused)
            throws SourceException {
        List<ConfigResource> resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<String, Config> configs = new HashMap<>();
        for (var answer : admin().describeConfigs(resources).values().entrySet()) {
            String name = answer.getKey().name();
            try {
                Config topicConfig = orNull(answer.getValue(), "DescribeConfigs on topic " + name);
                if (topicConfig != null) {
                    configs.put(name, topicConfig);
                }
            } catch (SourceException e) {
                if (!(e.getCause() instanceof AuthorizationException)) {
                    throw e;
                }
                refused.put(name, e);
            }
        }
        return configs;
    }

    private static boolean isOwn(ConfigEntry entry) {
        return entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG;
    }

    private static Map<String, String> entries(Config topicConfig, Predicate<ConfigEntry> wanted) {
        return topicConfig.entries().stream()
                .filter(wanted)
                .filter(entry -> entry.value() != null)
                .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
    }

    /** Every broker's configs. */
    public List<Config> brokerConfigs() throws SourceException {
        List<ConfigResource> brokers = get(admin().describeCluster().nodes(), "Describe on the cluster").stream()
                .map(node -> new ConfigResource(ConfigResource.Type.BROKER, node.idString()))
                .toList();
        return List.copyOf(get(admin().describeConfigs(brokers).all(), "DescribeConfigs on the cluster")
                .values());
    }

    /** What is asked about consumer groups. */
    public SourceGroups groups() throws SourceException {
        return new SourceGroups(admin(), new AdminFailure(config, probe), timeout, tellsOfManyGroups(), silentGroups);
    }

    /** In one request, since 3.0, which brought this kind of request too. Asked once: to ask for each alone is right on all. */
    private boolean tellsOfManyGroups() throws SourceException {
        Boolean known = tellsOfManyGroups;
        if (known == null) {
            known = new AnyBroker(config).knows(ApiKeys.LIST_TRANSACTIONS);
            tellsOfManyGroups = known;
        }
        return known;
    }

    /** What is asked about open transactions. */
    public SourceTransactions transactions() throws SourceException {
        return new SourceTransactions(admin(), new AdminFailure(config, probe), timeout);
    }

    /** What is asked about where mirrors begin. */
    public SourceStarts starts() throws SourceException {
        return new SourceStarts(admin(), new AdminFailure(config, probe), timeout);
    }

    /** What is asked about where many logs lie. */
    public SourceExtents extents() throws SourceException {
        return new SourceExtents(admin(), timeout);
    }

    /** What is asked about the principal's privileges. */
    public SourcePrivileges privileges() throws SourceException {
        return new SourcePrivileges(config, admin(), new AdminFailure(config, probe), timeout);
    }

    /** Every ACL, read from one broker at one moment. */
    public Collection<AclBinding> acls() throws SourceException {
        return get(admin().describeAcls(AclBindingFilter.ANY).values(), "Describe on the cluster");
    }

    /** Open connections are closed; calls that wait fail. */
    @Override
    public void close() {
        closed = true;
        Admin open = admin;
        if (open != null) {
            open.close(Duration.ZERO);
        }
    }

    /** Kafka's client tries for ever, in silence, to reach a source; so it is made once the source was reached. */
    private Admin admin() throws SourceException {
        Admin open = admin;
        return open != null ? open : openAdmin();
    }

    private synchronized Admin openAdmin() throws SourceException {
        Admin open = admin;
        if (open == null) {
            probe.firstAnswer();
            Map<String, Object> properties = new HashMap<>(config.properties());
            int timeoutMs = (int) Math.min(Integer.MAX_VALUE, timeout.toMillis());
            properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMs);
            // A broker that hangs leaves time to ask another one.
            properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMs / 2);
            try {
                open = Admin.create(properties);
            } catch (KafkaException e) {
                throw new AdminFailure(config, probe).explain(e, "a client");
            }
            admin = open;
            if (closed) {
                // while the source was being reached: whoever closed this has not seen it
                open.close(Duration.ZERO);
            }
        }
        return open;
    }

    private <T> @Nullable T orNull(KafkaFuture<T> answer, String operation) throws SourceException {
        try {
            return get(answer, operation);
        } catch (SourceException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof InvalidTopicException) {
                return null;
            }
            throw e;
        }
    }

    private <T> T get(KafkaFuture<T> answer, String operation) throws SourceException {
        return new AdminFailure(config, probe).await(answer, timeout, operation);
    }
}
