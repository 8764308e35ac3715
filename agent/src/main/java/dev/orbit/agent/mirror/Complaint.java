// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What keeps one partition from being mirrored at present. The log tells when it begins, when it becomes another, and when
 * it is over; not each time that it is met again. Used under the target's monitor.
 */
final class Complaint {

    private final String who;
    private final Consumer<String> warn;
    private final Consumer<String> info;
    private @Nullable String kind;
    private @Nullable String text;

    /**
     * Nothing keeps it so far.
     *
     * @param who link and partition, for people
     * @param warn logs that something does
     * @param info logs that nothing does any more
     */
    Complaint(String who, Consumer<String> warn, Consumer<String> info) {
        this.who = who;
        this.warn = warn;
        this.info = info;
    }

    /**
     * This is the matter now.
     *
     * @param what the same as long as only its figures change
     * @param toPeople names the thing, the figure and the remedy
     */
    void about(String what, String toPeople) {
        if (!what.equals(kind)) {
            warn.accept(who + ": " + toPeople);
        }
        kind = what;
        text = toPeople;
    }

    /** It is mirrored. */
    void over() {
        if (kind != null) {
            info.accept(who + ": it is mirrored again");
        }
        kind = null;
        text = null;
    }

    /** For people; null: nothing keeps it. */
    @Nullable
    String text() {
        return text;
    }
}
