// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import dev.orbit.agent.broker.admin.ClusterView;
import dev.orbit.agent.broker.admin.TopicAdmin;
import dev.orbit.agent.broker.state.StateTopic;
import dev.orbit.agent.trouble.Trouble;
import dev.orbit.schemas.Problem;
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

    private final Trouble missing = new Trouble(Trouble.LASTING_NANOS);

    /** What it waits for, as of the latest attempt. */
    private volatile Problem lack = lack("is looked for.", "Try again in a moment.");

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
                tell(refusal, replicationFactor);
                TimeUnit.MILLISECONDS.sleep(refusal.isEmpty() ? POLL_MS : RETRY_MS);
            }
        }
        Uuid topicId = cluster.topicId(StateTopic.NAME);
        mark.keep(topicId);
        restoreConfigs();
        return topicId;
    }

    /** What the agent waits for; of use until the topic is there. */
    Problem lack() {
        return lack;
    }

    private static Problem lack(String why, String remedy) {
        return new Problem(
                "not_ready", "topic " + StateTopic.NAME + ", which this agent's state is in, " + why, null, remedy);
    }

    private void tell(String refusal, short replicationFactor) {
        if (refusal.isEmpty()) {
            return;
        }
        String remedy = "It takes " + replicationFactor
                + " agents (orbit.state.replication.factor): start them, or set the number that there will be.";
        lack = lack("cannot be created yet: " + refusal, remedy);
        if (!refusal.equals(told)) {
            LOG.warn(
                    "topic {} cannot be created yet, and this agent waits for it: {} {}",
                    StateTopic.NAME,
                    refusal,
                    remedy);
            told = refusal;
        }
    }

    /** What this broker's metadata does not have may only not have reached it yet. */
    private boolean isGone() throws InterruptedException {
        try {
            if (topics.isGone(StateTopic.NAME).get()) {
                return !cluster.exists(StateTopic.NAME);
            }
            isMissing("is not in this broker's metadata, though the controller does not say that it is gone.");
        } catch (ExecutionException e) {
            isMissing("is not in this broker's metadata, and whether it is gone cannot be asked: " + e.getCause());
        }
        return false;
    }

    private void isMissing(String why) {
        lack = lack(why, "Look whether this broker reaches the controllers, and may act as a broker there.");
        if (missing.isToBeTold(why, System.nanoTime())) {
            LOG.warn("this agent waits for topic {}: it {}", StateTopic.NAME, why);
        }
    }

    private Optional<String> create(short replicationFactor) throws InterruptedException {
        Map<String, String> configs = new HashMap<>(StateTopic.CONFIGS);
        configs.put("min.insync.replicas", Integer.toString(Math.min(MIN_ISR_REPLICAS, replicationFactor)));
        try {
            return topics.create(new TopicAdmin.NewTopic(StateTopic.NAME, 1, replicationFactor, configs))
                    .get();
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
            lack = lack("cannot be given " + wrong + " yet: " + refusal, "Try again in a moment.");
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
