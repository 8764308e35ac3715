// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import dev.orbit.agent.broker.ClusterView;
import dev.orbit.agent.broker.StateTopic;
import dev.orbit.agent.broker.TopicAdmin;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that the state topic exists. Agents that start together may all try; one of them succeeds. */
final class StateTopicCreation {

    private static final Logger LOG = LoggerFactory.getLogger(StateTopicCreation.class);
    private static final long RETRY_MS = 1_000;

    /** Two of three: a write survives the loss of any one agent. */
    private static final int MIN_ISR_REPLICAS = 2;

    /** What is decided at once is one batch: thousands of topics may change together. */
    private static final int WRITE_BYTES_MAX = 64 << 20;

    private StateTopicCreation() {}

    /** Returns once the topic is there. */
    static void await(ClusterView cluster, TopicAdmin topics, short replicationFactor) throws InterruptedException {
        String told = "";
        while (!cluster.exists(StateTopic.NAME)) {
            String refusal = create(topics, replicationFactor).orElse("");
            if (!refusal.isEmpty() && !refusal.equals(told) && !cluster.exists(StateTopic.NAME)) {
                LOG.warn(
                        "topic {} cannot be created yet, and this agent waits for it: {} It takes {} agents"
                                + " (orbit.state.replication.factor): start them, or set the number that there will be.",
                        StateTopic.NAME,
                        refusal,
                        replicationFactor);
                told = refusal;
            }
            if (!cluster.exists(StateTopic.NAME)) {
                TimeUnit.MILLISECONDS.sleep(refusal.isEmpty() ? 20 : RETRY_MS);
            }
        }
    }

    private static Optional<String> create(TopicAdmin topics, short replicationFactor) throws InterruptedException {
        int minIsr = Math.min(MIN_ISR_REPLICAS, replicationFactor);
        Map<String, String> configs = Map.of(
                "cleanup.policy",
                "compact",
                "unclean.leader.election.enable",
                "false",
                "min.insync.replicas",
                Integer.toString(minIsr),
                "max.message.bytes",
                Integer.toString(WRITE_BYTES_MAX));
        try {
            return topics.create(StateTopic.NAME, 1, replicationFactor, configs).get();
        } catch (ExecutionException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
