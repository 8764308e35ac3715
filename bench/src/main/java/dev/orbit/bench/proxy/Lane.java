// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.proxy;

import java.util.Locale;

/** A way for a producer's records. */
enum Lane {
    /** To the stock broker that is the source of the others. */
    DIRECT("straight to the source"),
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
