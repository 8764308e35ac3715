// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

/** A source topic and what it is called at the destination. */
public record TopicPair(String sourceTopic, String topic) {

    /** A topic of the same name in both clusters. */
    public static TopicPair same(String topic) {
        return new TopicPair(topic, topic);
    }

    @Override
    public String toString() {
        return sourceTopic.equals(topic) ? topic : sourceTopic + " as " + topic;
    }
}
