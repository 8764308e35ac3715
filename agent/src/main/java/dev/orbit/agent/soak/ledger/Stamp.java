// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.ledger;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells a record of a proxied topic from every other; its value begins with it.
 *
 * @param writer number of the step that wrote it
 * @param sequence from 0, of the writer's records to the partition, in the order they were sent
 */
public record Stamp(int writer, int partition, int sequence) {

    private static final int BYTES = 3 * Integer.BYTES;

    /** A value that bears it. */
    public byte[] value(byte[] filling) {
        return ByteBuffer.allocate(BYTES + filling.length)
                .putInt(writer)
                .putInt(partition)
                .putInt(sequence)
                .put(filling)
                .array();
    }

    /** Of a record's value; empty: it has none. */
    public static Optional<Stamp> of(byte @Nullable [] value) {
        if (value == null || value.length < BYTES) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(value);
        return Optional.of(new Stamp(bytes.getInt(), bytes.getInt(), bytes.getInt()));
    }
}
