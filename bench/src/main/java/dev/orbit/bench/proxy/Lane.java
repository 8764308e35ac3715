// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.proxy;

import java.util.Locale;

/** A way for a producer's records. */
enum Lane {
    /** To the stock broker that is the source of the others. */
    DIRECT("straight to the source"),
    /**
     * To the source through a process that only passes bytes on, and copied from there by a stock follower. Acknowledged by the
     * source alone, by acks 1 and so without idempotence. What is in between and copies cannot cost less.
     */
    FLOOR("a relay and a follower"),
    /** To an agent, which forwards it to the source, and copies it from there. */
    PROXY("through PROXY"),
    /** To the agent, whose own the topic is. */
    COMPLETE("after COMPLETE");

    final String title;

    Lane(String title) {
        this.title = title;
    }

    String topic() {
        return "lane-" + name().toLowerCase(Locale.ROOT);
    }
}
