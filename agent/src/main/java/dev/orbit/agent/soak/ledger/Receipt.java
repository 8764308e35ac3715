// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.ledger;

import dev.orbit.agent.soak.history.Sender;
import org.jspecify.annotations.Nullable;

/**
 * What became of a record that was sent to a proxied topic.
 *
 * @param valueHash of its whole value
 * @param offset that was acknowledged; {@link #SOMEWHERE} if the producer was not told which; null if nothing was
 *     acknowledged: it may be there, once, or not
 */
public record Receipt(
        Sender sender, int valueHash, @Nullable Long offset) {

    /** A broker tells a producer that repeats an old record that it is there, and not where. */
    public static final long SOMEWHERE = -1;

    public boolean isAcknowledged() {
        return offset != null;
    }
}
