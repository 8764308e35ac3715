// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 over records in order, each as: offset and timestamp (8 bytes each), key, value, number of headers (4 bytes), and
 * of each header its key in UTF-8 and its value. Byte strings have their length (4 bytes) before them, -1 for null.
 * Numbers are big-endian. Anyone who reads the same records can compute it.
 */
final class RecordDigest {

    private static final int NULL_LENGTH = -1;

    private final MessageDigest sha256 = sha256();
    private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);

    void add(ConsumerRecord<byte[], byte[]> record) {
        addLong(record.offset());
        addLong(record.timestamp());
        addBytes(record.key());
        addBytes(record.value());
        Header[] headers = record.headers().toArray();
        addInt(headers.length);
        for (Header header : headers) {
            addBytes(header.key().getBytes(StandardCharsets.UTF_8));
            addBytes(header.value());
        }
    }

    /** Of the records so far, in hexadecimal; further ones begin a new digest. */
    String finish() {
        return HexFormat.of().formatHex(sha256.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private void addBytes(byte @Nullable [] bytes) {
        if (bytes == null) {
            addInt(NULL_LENGTH);
        } else {
            addInt(bytes.length);
            sha256.update(bytes);
        }
    }

    private void addLong(long value) {
        sha256.update(number.clear().putLong(value).flip());
    }

    private void addInt(int value) {
        sha256.update(number.clear().putInt(value).flip());
    }
}
