// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.gate;

import dev.orbit.agent.declared.ProxyLack;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;

/** What a producer reads when it is refused. */
final class Refusals {

    private Refusals() {}

    /** Of a topic in REJECT. The state may say by now that its produces are to be forwarded. */
    static String rejected(StateImage image, MirrorTopic topic) {
        String refused = "Topic " + topic.topic() + ", the mirror of " + topic.sourceTopic() + " over link "
                + topic.link() + ", takes no produces here (state REJECT): ";
        return refused
                + ProxyLack.of(image, topic)
                        .map(lack -> lack.reason() + ". " + lack.remedy())
                        .orElse("it is to be in PROXY in a moment. Try again then.");
    }

    static String notForClients(String topic) {
        return "Topic " + topic + " is Orbit's own and takes no produces.";
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
