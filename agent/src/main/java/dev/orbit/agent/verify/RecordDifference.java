// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * In what one record differs from another. Pure.
 *
 * @param name of the part that differs
 */
record RecordDifference(String name, String source, String destination) {

    /** Bytes shown of a long key, value or header. */
    private static final int SHOWN_BYTES_MAX = 60;

    /** Bytes shown before the first that differs. */
    private static final int SHOWN_BYTES_BEFORE = 20;

    /** The first part in which the records differ, in the order offset, timestamp and its type, key, value, headers. */
    static Optional<RecordDifference> first(
            ConsumerRecord<byte[], byte[]> source, ConsumerRecord<byte[], byte[]> destination) {
        if (source.offset() != destination.offset()) {
            return Optional.of(of("offset", source.offset(), destination.offset()));
        }
        if (source.timestamp() != destination.timestamp()) {
            return Optional.of(of("timestamp", source.timestamp(), destination.timestamp()));
        }
        // without a timestamp, as in message format 0, its type says nothing; Kafka's cleaner gives it one
        boolean isStamped = source.timestamp() != ConsumerRecord.NO_TIMESTAMP;
        if (isStamped && source.timestampType() != destination.timestampType()) {
            return Optional.of(of("timestamp type", source.timestampType(), destination.timestampType()));
        }
        return ofBytes("key", source.key(), destination.key())
                .or(() -> ofBytes("value", source.value(), destination.value()))
                .or(() -> ofHeaders(
                        source.headers().toArray(), destination.headers().toArray()));
    }

    static RecordDifference of(String name, Object source, Object destination) {
        return new RecordDifference(name, source.toString(), destination.toString());
    }

    private static Optional<RecordDifference> ofHeaders(Header[] source, Header[] destination) {
        if (source.length != destination.length) {
            return Optional.of(of("header count", source.length, destination.length));
        }
        for (int i = 0; i < source.length; i++) {
            if (!source[i].key().equals(destination[i].key())) {
                return Optional.of(of("header " + i + " key", source[i].key(), destination[i].key()));
            }
            String name = "header " + i + " (" + source[i].key() + ") value";
            Optional<RecordDifference> value = ofBytes(name, source[i].value(), destination[i].value());
            if (value.isPresent()) {
                return value;
            }
        }
        return Optional.empty();
    }

    private static Optional<RecordDifference> ofBytes(
            String name, byte @Nullable [] source, byte @Nullable [] destination) {
        if (Arrays.equals(source, destination)) {
            return Optional.empty();
        }
        int from = source == null || destination == null
                ? 0
                : Math.max(0, Arrays.mismatch(source, destination) - SHOWN_BYTES_BEFORE);
        return Optional.of(of(name, show(source, from), show(destination, from)));
    }

    private static String show(byte @Nullable [] bytes, int from) {
        if (bytes == null) {
            return "null";
        }
        int to = Math.min(bytes.length, from + SHOWN_BYTES_MAX);
        String shown = text(Arrays.copyOfRange(bytes, Math.min(from, to), to));
        boolean whole = from == 0 && to == bytes.length;
        return whole ? shown : shown + " (bytes " + from + " to " + to + " of " + bytes.length + ")";
    }

    private static String text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(bytes))
                    .toString();
            if (text.chars().noneMatch(Character::isISOControl)) {
                return '"' + text + '"';
            }
        } catch (CharacterCodingException e) {
            // binary
        }
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
