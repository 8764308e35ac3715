// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.ledger;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A value says of which of the topics of one name it is, in its first four bytes. */
public final class Generation {

    private Generation() {}

    public static byte[] mark(int generation, byte[] filling) {
        return ByteBuffer.allocate(Integer.BYTES + filling.length)
                .putInt(generation)
                .put(filling)
                .array();
    }

    /** Whether a value is of this generation; a tombstone is of any. */
    public static boolean isOf(int generation, byte @Nullable [] value) {
        return value == null
                || (value.length >= Integer.BYTES && ByteBuffer.wrap(value).getInt() == generation);
    }

    /** As the ledger keeps it of a key or a value; 0 for none. */
    public static int hash(byte @Nullable [] bytes) {
        return Arrays.hashCode(bytes);
    }
}
