// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.state;

import java.util.List;

/** Learns what was written to the state topic, in order, each entry once it is below the high watermark. */
@FunctionalInterface
public interface StateListener {

    /** Takes the next entries; {@code nextOffset} is the offset after the last of them. */
    void applied(List<StateLog.Entry> entries, long nextOffset);
}
