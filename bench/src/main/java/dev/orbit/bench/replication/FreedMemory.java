// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.replication;

import dev.orbit.agent.lab.ScratchDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/**
 * Memory that was used and freed. Pages that a virtual machine never had cost more than pages it uses again: the first
 * that copies would pay for them, and those after it find what it freed.
 */
final class FreedMemory {

    private static final int CHUNK_BYTES = 8 << 20;

    private FreedMemory() {}

    /** Fills so much of the page cache, and frees it. */
    static void leave(long bytes) {
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
        try (ScratchDirectory directory = ScratchDirectory.create("orbit-bench");
                FileChannel file = FileChannel.open(
                        directory.path().resolve("freed"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long written = 0; written < bytes; written += CHUNK_BYTES) {
                file.write(chunk.clear());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + bytes + " bytes of scratch data.", e);
        }
    }
}
