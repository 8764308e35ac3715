// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.work;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orbit.agent.soak.history.TopicModel;
import dev.orbit.agent.soak.ledger.Generation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Records of one write, from its seed. */
final class RecordMaker {

    private static final int KEYS = 30;
    private static final int TOMBSTONE_SHARE = 10;
    private static final int LARGE_SHARE = 10;
    private static final int SMALL_BYTES_MAX = 200;
    private static final int HEADERS_MAX = 2;

    private final TopicModel topic;
    private final int bytesMax;
    private final Random random;
    private int count;

    RecordMaker(TopicModel topic, int bytesMax, long seed) {
        this.topic = topic;
        this.bytesMax = bytesMax;
        this.random = new Random(seed);
    }

    ProducerRecord<byte[], byte[]> next() {
        int partition = count++ % topic.partitions();
        boolean tombstone = topic.compacted() && random.nextInt(TOMBSTONE_SHARE) == 0;
        return new ProducerRecord<>(topic.name(), partition, null, key(), tombstone ? null : value(), headers());
    }

    private byte @Nullable [] key() {
        if (!topic.compacted() && random.nextBoolean()) {
            return null;
        }
        return ("key-" + random.nextInt(KEYS)).getBytes(UTF_8);
    }

    private byte[] value() {
        int size = random.nextInt(random.nextInt(LARGE_SHARE) == 0 ? bytesMax : Math.min(bytesMax, SMALL_BYTES_MAX));
        byte[] filling = new byte[size];
        random.nextBytes(filling);
        return Generation.mark(topic.generation(), filling);
    }

    private List<Header> headers() {
        List<Header> headers = new ArrayList<>();
        for (int i = random.nextInt(HEADERS_MAX + 1); i > 0; i--) {
            headers.add(new OwnHeader("header-" + i, new byte[] {(byte) random.nextInt()}));
        }
        return headers;
    }

    private record OwnHeader(String key, byte[] value) implements Header {}
}
