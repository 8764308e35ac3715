// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import dev.orbit.agent.broker.ClusterView;
import dev.orbit.agent.broker.StateTopic;
import dev.orbit.agent.broker.TopicAdmin;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that the state topic is there, as it must be. Agents that start together may all try; one of them succeeds. */
final class StateTopicCreation {

    private static final Logger LOG = LoggerFactory.getLogger(StateTopicCreation.class);
    private static final long RETRY_MS = 1_000;
    private static final long POLL_MS = 20;

    /** Two of three: a write survives the loss of any one agent. */
    private static final int MIN_ISR_REPLICAS = 2;

    private final ClusterView cluster;
    private final TopicAdmin topics;
    private final StateMark mark;

    /** What stood against it last; told once. */
    private String told = "";

    StateTopicCreation(ClusterView cluster, TopicAdmin topics, StateMark mark) {
        this.cluster = cluster;
        this.topics = topics;
        this.mark = mark;
    }

    /**
     * Returns once the topic is there, and configured as it must be.
     *
     * @return its id
     * @throws StateMark.StateLostException when it was there before, and is not any more
     */
    Uuid await(short replicationFactor) throws InterruptedException, IOException {
        while (!cluster.exists(StateTopic.NAME)) {
            boolean isKnown = mark.known().isPresent();
            if (isKnown && isGone()) {
                throw mark.lost();
            }
            String refusal = isKnown ? "" : create(replicationFactor).orElse("");
            if (!cluster.exists(StateTopic.NAME)) {
                tell("topic " + StateTopic.NAME + " cannot be created yet", refusal, replicationFactor);
                TimeUnit.MILLISECONDS.sleep(refusal.isEmpty() ? POLL_MS : RETRY_MS);
            }
        }
        Uuid topicId = cluster.topicId(StateTopic.NAME);
        mark.keep(topicId);
        restoreConfigs();
        return topicId;
    }

    private void tell(String what, String refusal, short replicationFactor) {
        if (!refusal.isEmpty() && !refusal.equals(told)) {
            LOG.warn(
                    "{}, and this agent waits for it: {} It takes {} agents"
                            + " (orbit.state.replication.factor): start them, or set the number that there will be.",
                    what,
                    refusal,
                    replicationFactor);
            told = refusal;
        }
    }

    /** What this broker's metadata does not have may only not have reached it yet. */
    private boolean isGone() throws InterruptedException {
        try {
            return topics.isGone(StateTopic.NAME).get() && !cluster.exists(StateTopic.NAME);
        } catch (ExecutionException e) {
            LOG.debug("whether {} is gone could not be asked", StateTopic.NAME, e);
            return false;
        }
    }

    private Optional<String> create(short replicationFactor) throws InterruptedException {
        Map<String, String> configs = new HashMap<>(StateTopic.CONFIGS);
        configs.put("min.insync.replicas", Integer.toString(Math.min(MIN_ISR_REPLICAS, replicationFactor)));
        try {
            return topics.create(StateTopic.NAME, 1, replicationFactor, configs).get();
        } catch (ExecutionException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Somebody else may have made it, or changed it at a broker that is no agent. */
    private void restoreConfigs() throws InterruptedException {
        Map<String, String> here = cluster.topicConfigs(StateTopic.NAME);
        Map<String, Optional<String>> wrong = new TreeMap<>();
        StateTopic.CONFIGS.forEach((name, value) -> {
            if (!value.equals(here.get(name))) {
                wrong.put(name, Optional.of(value));
            }
        });
        while (!wrong.isEmpty()) {
            String refusal = alter(wrong).orElse("");
            if (refusal.isEmpty()) {
                wrong.forEach((name, value) -> LOG.warn(
                        "topic {} had {} {}, and has {} now, which it needs",
                        StateTopic.NAME,
                        name,
                        here.getOrDefault(name, "as the brokers have it"),
                        value.orElseThrow()));
                return;
            }
            if (!refusal.equals(told)) {
                LOG.warn(
                        "topic {} cannot be given {} yet, and this agent waits for it: {}",
                        StateTopic.NAME,
                        wrong,
                        refusal);
                told = refusal;
            }
            TimeUnit.MILLISECONDS.sleep(RETRY_MS);
        }
    }

    private Optional<String> alter(Map<String, Optional<String>> configs) throws InterruptedException {
        try {
            return topics.alterConfigs(StateTopic.NAME, configs).get();
        } catch (ExecutionException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
