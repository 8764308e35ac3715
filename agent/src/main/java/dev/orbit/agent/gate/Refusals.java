// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.gate;

import dev.orbit.agent.state.MirrorTopic;

/** What a producer reads when it is refused. */
final class Refusals {

    private Refusals() {}

    static String rejected(MirrorTopic topic) {
        return "Topic " + topic.topic() + " mirrors " + topic.sourceTopic() + " over link " + topic.link()
                + " and takes no produces here (state REJECT). Produce to the source cluster, or enable auto_migration for"
                + " its topic mapping to have produces forwarded.";
    }

    static String transactional(MirrorTopic topic) {
        return "Topic " + topic.topic() + " mirrors " + topic.sourceTopic() + " over link " + topic.link()
                + " and takes no transactional produces here before its migration is COMPLETE (state "
                + topic.migration().state()
                + "). Produce to the source cluster until then, or without a transactional.id.";
    }

    static String strays(String topic) {
        return "Topic " + topic
                + " holds what is written to the source of a topic that has moved, and takes no produces"
                + " while that is watched. Produce to another topic.";
    }
}
