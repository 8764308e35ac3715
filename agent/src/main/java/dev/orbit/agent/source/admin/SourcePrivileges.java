// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.admin;

import dev.orbit.agent.source.connect.AnyBroker;
import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.connect.SourceException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.DescribeGroupsRequest;
import org.apache.kafka.common.requests.DescribeGroupsResponse;
import org.apache.kafka.common.requests.InitProducerIdRequest;
import org.apache.kafka.common.requests.InitProducerIdResponse;

/** Answers what the principal may do at a source, without doing it: the source itself says so of whoever asks. */
public final class SourcePrivileges {

    private static final int GROUPS_AT_ONCE = 500;

    /** Has to be in the request; there is no transaction. */
    private static final int NO_TRANSACTION_TIMEOUT_MS = 5_000;

    private static final int TOPICS_AT_ONCE = 2_000;

    private final AnyBroker broker;
    private final Admin admin;
    private final AdminFailure failures;
    private final Duration timeout;

    SourcePrivileges(SourceClientConfig config, Admin admin, AdminFailure failures, Duration timeout) {
        this.broker = new AnyBroker(config);
        this.admin = admin;
        this.failures = failures;
        this.timeout = timeout;
    }

    /** What the principal may do on one topic. */
    public sealed interface OnTopic {}

    /** The source told. */
    public record Told(Set<AclOperation> operations) implements OnTopic {
        public Told {
            operations = Set.copyOf(operations);
        }
    }

    /** It may Describe it; a source older than 2.3 tells no more. */
    public record Untold() implements OnTopic {}

    /** There is no such topic. */
    public record Absent() implements OnTopic {}

    /**
     * It may not Describe it, whether it exists or not.
     *
     * @param mayDescribeConfigs which is another privilege; false where that was not to be asked
     */
    public record Hidden(boolean mayDescribeConfigs) implements OnTopic {}

    /** Operations on the cluster; none without Describe among them; empty where the source does not tell. */
    public Optional<Set<AclOperation>> onCluster() throws SourceException {
        try {
            DescribeClusterOptions options = new DescribeClusterOptions().includeAuthorizedOperations(true);
            return Optional.ofNullable(failures.await(
                    admin.describeCluster(options).authorizedOperations(), timeout, "Describe on the cluster"));
        } catch (SourceException e) {
            if (e.getCause() instanceof UnsupportedVersionException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * What it may do on each of these topics.
     *
     * @param asksForConfigs whether to ask for the configs of those that it may not Describe
     */
    public Map<String, OnTopic> onTopics(Collection<String> names, boolean asksForConfigs) throws SourceException {
        Map<String, OnTopic> found = new HashMap<>();
        List<String> all = List.copyOf(names);
        for (int from = 0; from < all.size(); from += TOPICS_AT_ONCE) {
            describe(all.subList(from, Math.min(all.size(), from + TOPICS_AT_ONCE)), true, asksForConfigs, found);
        }
        return found;
    }

    private void describe(
            List<String> names, boolean withOperations, boolean asksForConfigs, Map<String, OnTopic> found)
            throws SourceException {
        DescribeTopicsOptions options = new DescribeTopicsOptions().includeAuthorizedOperations(withOperations);
        for (var answer : admin.describeTopics(names, options).topicNameValues().entrySet()) {
            try {
                found.put(answer.getKey(), onTopic(answer.getKey(), answer.getValue(), asksForConfigs));
            } catch (SourceException e) {
                if (!withOperations || !(e.getCause() instanceof UnsupportedVersionException)) {
                    throw e;
                }
                describe(names, false, asksForConfigs, found);
                return;
            }
        }
    }

    private OnTopic onTopic(String name, KafkaFuture<TopicDescription> answer, boolean asksForConfigs)
            throws SourceException {
        try {
            Set<AclOperation> operations =
                    failures.await(answer, timeout, "Describe on topic " + name).authorizedOperations();
            return operations == null ? new Untold() : new Told(operations);
        } catch (SourceException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof InvalidTopicException) {
                return new Absent();
            }
            if (e.reason() == SourceException.Reason.AUTHORIZATION) {
                return new Hidden(asksForConfigs && mayDescribeConfigs(name));
            }
            throw e;
        }
    }

    private boolean mayDescribeConfigs(String topic) throws SourceException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            failures.await(
                    admin.describeConfigs(List.of(resource)).all(), timeout, "DescribeConfigs on topic " + topic);
            return true;
        } catch (SourceException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return false;
            }
            if (e.reason() == SourceException.Reason.NOT_FOUND) {
                return true;
            }
            throw e;
        }
    }

    /**
     * Which of these groups the principal may not Describe, whether they exist or not. Any broker knows; the groups'
     * coordinators are not looked for, for which a source without groups would create a topic.
     */
    public Set<String> groupsRefused(Collection<String> groups) throws SourceException {
        Set<String> refused = new HashSet<>();
        List<String> all = List.copyOf(groups);
        for (int from = 0; from < all.size(); from += GROUPS_AT_ONCE) {
            List<String> some = all.subList(from, Math.min(all.size(), from + GROUPS_AT_ONCE));
            DescribeGroupsResponse answer = (DescribeGroupsResponse)
                    broker.ask(new DescribeGroupsRequest.Builder(new DescribeGroupsRequestData().setGroups(some)));
            answer.data().groups().stream()
                    .filter(group -> group.errorCode() == Errors.GROUP_AUTHORIZATION_FAILED.code())
                    .map(DescribedGroup::groupId)
                    .forEach(refused::add);
        }
        return refused;
    }

    /**
     * Whether the principal may write batches of idempotent producers anywhere it may Write. A source from 2.8 on asks for
     * no more than Write; an older one is asked for a producer id, which no topic ever sees.
     */
    public boolean mayWriteIdempotently() throws SourceException {
        AbstractResponse answer = broker.ask(new InitProducerIdRequest.Builder(new InitProducerIdRequestData()
                .setTransactionalId(null)
                .setTransactionTimeoutMs(NO_TRANSACTION_TIMEOUT_MS)));
        return ((InitProducerIdResponse) answer).data().errorCode() != Errors.CLUSTER_AUTHORIZATION_FAILED.code();
    }

    /** Whether the source wants more than Write for batches of idempotent producers, as it does before 2.8. */
    public boolean wantsIdempotentWrite() throws SourceException {
        return !broker.knows(ApiKeys.DESCRIBE_CLUSTER);
    }
}
