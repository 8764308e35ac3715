// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import org.apache.kafka.common.internals.Topic;

/** Kafka's own topics, such as {@code __consumer_offsets}. */
public final class InternalTopics {

    private InternalTopics() {}

    public static boolean contains(String topic) {
        return Topic.isInternal(topic);
    }
}
