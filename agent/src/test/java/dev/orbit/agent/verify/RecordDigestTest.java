// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import static dev.orbit.agent.verify.Records.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class RecordDigestTest {

    private static String digest(List<ConsumerRecord<byte[], byte[]>> records) {
        RecordDigest digest = new RecordDigest();
        records.forEach(digest::add);
        return digest.finish();
    }

    /** Written down a second time, as whoever checks a report would. */
    @Test
    void isWhatTheHelpSays() throws Exception {
        ConsumerRecord<byte[], byte[]> record = record(7, null, "v");
        record.headers().add("h", new byte[] {1, 2}).add("n", null);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        write(new DataOutputStream(bytes));

        String expected =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));

        assertThat(digest(List.of(record))).isEqualTo(expected);
    }

    private static void write(DataOutputStream out) throws IOException {
        out.writeLong(7);
        out.writeLong(1_007);
        out.writeInt(-1);
        out.writeInt(1);
        out.writeBytes("v");
        out.writeInt(2);
        out.writeInt(1);
        out.writeBytes("h");
        out.writeInt(2);
        out.write(new byte[] {1, 2});
        out.writeInt(1);
        out.writeBytes("n");
        out.writeInt(-1);
    }

    @Test
    void tellsEveryPartApart() {
        ConsumerRecord<byte[], byte[]> withHeader = record(0, "k", "v");
        withHeader.headers().add("h", null);
        Set<String> digests = new HashSet<>();
        List<List<ConsumerRecord<byte[], byte[]>>> different = List.of(
                List.of(),
                List.of(record(0, "k", "v")),
                List.of(record(1, "k", "v")),
                List.of(record(0, "kv", "")),
                List.of(record(0, "k", null)),
                List.of(record(0, null, "v")),
                List.of(withHeader),
                List.of(record(0, "k", "v"), record(1, "k", "v")));

        different.forEach(records -> digests.add(digest(records)));

        assertThat(digests).hasSameSizeAs(different);
    }
}
