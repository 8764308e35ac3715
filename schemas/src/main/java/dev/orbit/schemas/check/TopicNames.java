// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas.check;

import dev.orbit.schemas.TopicMatching;
import java.util.Optional;

/** Says why Kafka does not take a name. */
final class TopicNames {

    private static final int LENGTH_MAX = 249;

    private TopicNames() {}

    /** Why Kafka does not allow this name, as the end of a sentence; nothing when it does. */
    static Optional<String> illegal(String topic) {
        if (TopicMatching.isLegalName(topic)) {
            return Optional.empty();
        }
        if (topic.isEmpty()) {
            return Optional.of("is empty");
        }
        if (topic.length() > LENGTH_MAX) {
            return Optional.of("has " + topic.length() + " characters, more than " + LENGTH_MAX);
        }
        return Optional.of(
                "is \".\" or \"..\", or has characters other than letters, digits, dots, dashes and" + " underscores");
    }
}
