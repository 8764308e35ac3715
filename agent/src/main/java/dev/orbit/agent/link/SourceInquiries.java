// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.orbit.agent.broker.state.StateTopic;
import dev.orbit.agent.coordinator.source.AclSources;
import dev.orbit.agent.coordinator.source.AnsweringTopics;
import dev.orbit.agent.coordinator.source.BrokerSettings;
import dev.orbit.agent.coordinator.source.GroupSources;
import dev.orbit.agent.coordinator.source.SourceFailure;
import dev.orbit.agent.coordinator.source.SourceQueries;
import dev.orbit.agent.coordinator.source.SourceTopicConfig;
import dev.orbit.agent.group.Commit;
import dev.orbit.agent.group.PartitionName;
import dev.orbit.agent.link.LinkClients.UnresolvedLinkException;
import dev.orbit.agent.migration.OpenTransaction;
import dev.orbit.agent.migration.SourceEnd;
import dev.orbit.agent.source.admin.SourceAdmin;
import dev.orbit.agent.source.admin.SourceEndOffsets;
import dev.orbit.agent.source.admin.SourceGroups.Commits;
import dev.orbit.agent.source.admin.SourceGroups.Names;
import dev.orbit.agent.source.admin.SourceRecords;
import dev.orbit.agent.source.admin.SourceStarts;
import dev.orbit.agent.source.admin.TopicConfigsByBroker;
import dev.orbit.agent.source.connect.SourceException;
import dev.orbit.agent.state.Acl;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMappingSpec;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclBinding;
import org.jspecify.annotations.Nullable;

/** Asks sources what the coordinator wants to know. Clients are kept per link document, as long as it stays the same. */
public final class SourceInquiries implements SourceQueries, BrokerSettings, GroupSources, AclSources, AutoCloseable {

    private final LinkClients clients;
    private final SourceClients kept;

    public SourceInquiries(LinkClients clients) {
        this(clients, System::nanoTime);
    }

    /** The same on another clock. */
    SourceInquiries(LinkClients clients, LongSupplier nanoTime) {
        this.clients = clients;
        this.kept = new SourceClients(clients, nanoTime);
    }

    @Override
    public SourceScan scan(LinkSpec link) throws SourceFailure {
        return asking("source_bootstrap_brokers", () -> {
            SourceAdmin.Listing found = admin(link).list();
            List<SourceTopic> topics = found.topics().stream()
                    .map(topic -> new SourceTopic(
                            topic.name(), topic.topicId().toString(), topic.partitions(), topic.internal()))
                    .toList();
            return new SourceScan(found.clusterId(), topics);
        });
    }

    private interface Question<T> {
        T ask() throws SourceException, UnresolvedLinkException;
    }

    private static <T> T asking(String field, Question<T> question) throws SourceFailure {
        try {
            return question.ask();
        } catch (SourceException e) {
            throw failed(field, e);
        } catch (UnresolvedLinkException e) {
            throw new SourceFailure(e.problems());
        }
    }

    private static SourceFailure failed(String field, SourceException why) {
        return new SourceFailure(List.of(why.toProblem(field)));
    }

    @Override
    public Map<Beginning, BeginningDetails> details(LinkSpec link, Set<Beginning> beginnings) throws SourceFailure {
        Map<Beginning, SourceStarts.Asked> asked = new HashMap<>();
        beginnings.forEach(beginning -> asked.put(
                beginning,
                new SourceStarts.Asked(
                        beginning.topic().name(), beginning.topic().partitions(), place(beginning.mapping()))));
        return asking("source_bootstrap_brokers", () -> {
            SourceAdmin admin = admin(link);
            Map<SourceStarts.Asked, SourceStarts.Start> starts = admin.starts().of(Set.copyOf(asked.values()));
            SourceAdmin.TopicConfigs configs = admin.topicConfigs(
                    asked.values().stream().map(SourceStarts.Asked::topic).collect(Collectors.toSet()));
            Map<Beginning, BeginningDetails> details = new HashMap<>();
            asked.forEach((beginning, question) -> details.put(
                    beginning, details(Objects.requireNonNull(starts.get(question)), configs, question.topic())));
            return details;
        });
    }

    private static BeginningDetails details(SourceStarts.Start start, SourceAdmin.TopicConfigs configs, String topic) {
        SourceException failure = start.failure() == null ? configs.refused().get(topic) : start.failure();
        List<Long> offsets = start.offsets();
        return failure == null && offsets != null
                ? new BeginningDetails(new SourceTopicDetails(offsets, config(configs, topic)), null)
                : new BeginningDetails(null, failed("source_bootstrap_brokers", Objects.requireNonNull(failure)));
    }

    private static SourceStarts.Place place(TopicMappingSpec mapping) {
        String timestamp = mapping.startTimestamp();
        if (mapping.beginFetchAtLatestOffset()) {
            return new SourceStarts.Place.Latest();
        }
        return timestamp == null
                ? new SourceStarts.Place.Earliest()
                : new SourceStarts.Place.At(
                        OffsetDateTime.parse(timestamp).toInstant().toEpochMilli());
    }

    @Override
    public Map<String, List<String>> origins(LinkSpec link) throws SourceFailure {
        Map<String, String> state = asking(
                "source_bootstrap_brokers", () -> new SourceRecords(clients.reader(link)).newest(StateTopic.NAME));
        try {
            return SourceOrigins.of(state);
        } catch (JsonProcessingException e) {
            throw new SourceFailure(List.of(new Problem(
                    "unreadable_source_state",
                    "The source's " + StateTopic.NAME + " cannot be read by this version: " + e.getOriginalMessage()
                            + ".",
                    "source_bootstrap_brokers",
                    "Run the same version of Orbit at both clusters.")));
        }
    }

    private static SourceTopicConfig config(SourceAdmin.TopicConfigs configs, String topic) {
        return new SourceTopicConfig(
                configs.found().getOrDefault(topic, Map.of()),
                configs.inherited().getOrDefault(topic, Map.of()));
    }

    @Override
    public TopicConfigs topicConfigs(LinkSpec link, Collection<String> topics) throws SourceFailure {
        return asking("source_bootstrap_brokers", () -> {
            SourceAdmin.TopicConfigs configs = admin(link).topicConfigs(topics);
            Map<String, String> refused = new HashMap<>();
            configs.refused().forEach((topic, why) -> refused.put(topic, why.getMessage() + " " + why.remedy()));
            Map<String, SourceTopicConfig> found = new HashMap<>();
            configs.found().keySet().forEach(topic -> found.put(topic, config(configs, topic)));
            return new TopicConfigs(answering(link, topics), found, refused);
        });
    }

    @Override
    public Map<String, Map<String, SourceTopicConfig>> topicConfigsByBroker(LinkSpec link, Collection<String> topics)
            throws SourceFailure {
        return asking("source_bootstrap_brokers", () -> {
            Map<String, Map<String, SourceTopicConfig>> brokers = new TreeMap<>();
            new TopicConfigsByBroker(clients.reader(link)).of(topics).forEach((broker, said) -> {
                Map<String, SourceTopicConfig> configs = new HashMap<>();
                said.forEach((topic, entries) ->
                        configs.put(topic, new SourceTopicConfig(entries.own(), entries.inherited())));
                brokers.put(broker, configs);
            });
            return brokers;
        });
    }

    private AnsweringTopics answering(LinkSpec link, Collection<String> topics)
            throws SourceException, UnresolvedLinkException {
        SourceAdmin.Listing listing = admin(link).list(topics);
        Map<String, String> ids = new HashMap<>();
        listing.topics().forEach(topic -> ids.put(topic.name(), topic.topicId().toString()));
        return new AnsweringTopics(listing.clusterId(), ids);
    }

    @Override
    public Map<String, OptionalLong> deleteRetentions(LinkSpec link, Collection<String> topics) throws SourceFailure {
        return asking("source_bootstrap_brokers", () -> admin(link).deleteRetentions(topics));
    }

    @Override
    public List<Map<String, Setting>> brokerSettings(LinkSpec link, Collection<String> names) throws SourceFailure {
        return asking(
                "source_bootstrap_brokers",
                () -> admin(link).brokerConfigs().stream()
                        .map(entries -> settings(entries, names))
                        .toList());
    }

    private static Map<String, Setting> settings(Config broker, Collection<String> names) {
        Map<String, Setting> settings = new HashMap<>();
        for (ConfigEntry entry : broker.entries()) {
            if (names.contains(entry.name())) {
                settings.put(entry.name(), new Setting(entry.value(), origin(entry.source())));
            }
        }
        return settings;
    }

    private static Origin origin(ConfigEntry.ConfigSource source) {
        return switch (source) {
            case STATIC_BROKER_CONFIG, DYNAMIC_DEFAULT_BROKER_CONFIG -> Origin.CLUSTER;
            case DYNAMIC_BROKER_CONFIG -> Origin.BROKER;
            default -> Origin.DEFAULT;
        };
    }

    @Override
    public Set<String> missing(LinkSpec link, Collection<String> topics) throws SourceFailure {
        return asking("source_bootstrap_brokers", () -> admin(link).missing(topics));
    }

    @Override
    public Map<SourceTopicId, TopicEnds> ends(LinkSpec link, EndsFor whom, Set<SourceTopicId> topics)
            throws SourceFailure {
        Map<SourceEndOffsets.Asked, SourceTopicId> asked = topics.stream()
                .collect(Collectors.toMap(
                        topic -> new SourceEndOffsets.Asked(topic.name(), Uuid.fromString(topic.topicId())),
                        Function.identity()));
        return asking("source_bootstrap_brokers", () -> kept.ends(link, whom).of(asked.keySet())).entrySet().stream()
                .collect(Collectors.toMap(
                        found -> Objects.requireNonNull(asked.get(found.getKey())), found -> ends(found.getValue())));
    }

    private static TopicEnds ends(SourceEndOffsets.Answer answer) {
        SourceException failure = answer.failure();
        if (failure != null) {
            return new TopicEnds(null, failed("source_bootstrap_brokers", failure));
        }
        return new TopicEnds(
                answer.ends().stream()
                        .map(end -> new SourceEnd(
                                end.logEndOffset(), end.highWatermark(), end.lastStableOffset(), end.leaderEpoch()))
                        .toList(),
                null);
    }

    @Override
    public List<OpenTransaction> openTransactions(LinkSpec link, MirrorTopic topic, Collection<Integer> partitions)
            throws SourceFailure {
        List<TopicPartition> asked = partitions.stream()
                .map(partition -> new TopicPartition(topic.sourceTopic(), partition))
                .toList();
        return asking(
                "source_bootstrap_brokers",
                () -> admin(link).transactions().open(asked).stream()
                        .map(open -> new OpenTransaction(
                                open.partition().partition(),
                                open.startOffset(),
                                open.producerId(),
                                open.transactionalId()))
                        .toList());
    }

    @Override
    public SourceGroups groups(LinkSpec link, Predicate<String> wanted, Set<String> topics) throws SourceFailure {
        return asking("source_bootstrap_brokers", () -> {
            var groups = admin(link).groups();
            Names names = groups.names();
            names.others().keySet().removeIf(wanted.negate());
            List<SourceGroup> found = groups
                    .commits(names.consumers().stream().filter(wanted).toList())
                    .stream()
                    .map(SourceInquiries::group)
                    .toList();
            Set<String> committed = found.stream()
                    .flatMap(group -> group.commits().keySet().stream())
                    .map(PartitionName::topic)
                    .filter(topics::contains)
                    .collect(Collectors.toSet());
            return new SourceGroups(answering(link, committed), found, names.others(), words(names.failure()));
        });
    }

    @Override
    public SourceAcls acls(LinkSpec link) throws SourceFailure {
        return asking("source_bootstrap_brokers", () -> {
            SourceAdmin admin = admin(link);
            List<Acl> acls = new ArrayList<>();
            List<Snapshot.SkippedAcl> unknown = new ArrayList<>();
            for (AclBinding found : admin.acls()) {
                Optional<Acl> acl = AclBindings.acl(found);
                acl.ifPresent(acls::add);
                if (acl.isEmpty() && AclBindings.isOfKnownType(found)) {
                    unknown.add(new Snapshot.SkippedAcl(
                            found.toString(), "This version of Kafka does not know what it says."));
                }
            }
            return new SourceAcls(admin.clusterId(), acls, unknown);
        });
    }

    private static SourceGroup group(Commits found) {
        Map<PartitionName, Commit> commits = new HashMap<>();
        found.offsets()
                .forEach((partition, commit) -> commits.put(
                        new PartitionName(partition.topic(), partition.partition()),
                        new Commit(
                                commit.offset(),
                                commit.metadata(),
                                commit.leaderEpoch().isPresent())));
        return new SourceGroup(found.group(), commits, words(found.failure()));
    }

    private static @Nullable String words(@Nullable SourceException failure) {
        return failure == null ? null : failure.getMessage() + " " + failure.remedy();
    }

    @Override
    public void checkProxy(LinkSpec link) throws SourceFailure {
        Credentials credentials = link.autoMigrationSourceClusterCredentials();
        if (credentials == null) {
            return;
        }
        asking("auto_migration_source_cluster_credentials", () -> {
            try (SourceAdmin proxy = new SourceAdmin(clients.proxy(link, credentials))) {
                return proxy.clusterId();
            }
        });
    }

    /** The client of the proxy's principal, for questions about it. */
    SourceAdmin proxy(LinkSpec link, Credentials credentials) throws UnresolvedLinkException {
        return kept.proxy(link, credentials);
    }

    /** The client of the principal that reads. */
    SourceAdmin admin(LinkSpec link) throws UnresolvedLinkException {
        return kept.admin(link);
    }

    /** Closes the clients of documents that are no more. Waits for no source. */
    public void retain(Collection<LinkSpec> links) {
        kept.retain(links);
    }

    /** Questions that wait fail. */
    @Override
    public void close() {
        kept.close();
    }
}
