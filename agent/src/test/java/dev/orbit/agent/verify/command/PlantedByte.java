// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** Changes what a partition holds behind its broker's back, so that no checksum tells. */
final class PlantedByte {

    private static final int LENGTH = 8;
    private static final int LENGTH_END = 12;
    private static final int CRC = 17;
    private static final int CRC_END = 21;

    private PlantedByte() {}

    /** Replaces a text by another one of the same length in the uncompressed first segment. */
    static void replace(Path partition, String text, String by) throws IOException {
        Path segment = partition.resolve("00000000000000000000.log");
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(segment));
        int at = new String(bytes.array(), ISO_8859_1).indexOf(text);
        int batch = 0;
        while (batch + LENGTH_END + bytes.getInt(batch + LENGTH) <= at) {
            batch += LENGTH_END + bytes.getInt(batch + LENGTH);
        }
        bytes.put(at, by.getBytes(ISO_8859_1));
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(batch + CRC_END, LENGTH_END + bytes.getInt(batch + LENGTH) - CRC_END));
        bytes.putInt(batch + CRC, (int) crc.getValue());
        // in place: the broker holds the file open
        Files.write(segment, bytes.array(), StandardOpenOption.WRITE);
    }
}
