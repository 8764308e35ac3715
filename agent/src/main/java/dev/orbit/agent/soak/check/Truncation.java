// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.check;

import dev.orbit.agent.soak.ledger.Receipt;

/**
 * The offsets at which the source may have lost records that its leader alone had acknowledged, since everything that was
 * acknowledged was seen at the destination last.
 *
 * @param fromOffset where the first leader since began to write: it had all before
 * @param toOffset exclusive; what is acknowledged from there on, the destination has acknowledged itself
 */
record Truncation(long fromOffset, long toOffset) {

    static final Truncation NONE = new Truncation(0, 0);

    boolean mayHaveTaken(long offset) {
        return offset == Receipt.SOMEWHERE ? toOffset > fromOffset : offset >= fromOffset && offset < toOffset;
    }
}
