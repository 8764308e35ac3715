// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.forward;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orbit.agent.source.admin.SourceTopic;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.awaitility.Awaitility;

/** Forwards, and keeps every result of each. */
public final class Forwards {

    private final SourceProducer producer;
    private final List<CompletableFuture<ForwardResult>> first = new CopyOnWriteArrayList<>();
    private final List<AtomicInteger> counts = new CopyOnWriteArrayList<>();

    public Forwards(SourceProducer producer) {
        this.producer = producer;
    }

    public static MemoryRecords batch(long producerId, int sequence, String... values) {
        SimpleRecord[] records = IntStream.range(0, values.length)
                .mapToObj(i -> new SimpleRecord(1000L + i, "key".getBytes(UTF_8), values[i].getBytes(UTF_8)))
                .toArray(SimpleRecord[]::new);
        return producerId < 0
                ? MemoryRecords.withRecords(Compression.NONE, records)
                : MemoryRecords.withIdempotentRecords(Compression.NONE, producerId, (short) 0, sequence, records);
    }

    public static ForwardRequest request(
            SourceTopic topic, int partition, MemoryRecords records, int acks, int timeoutMs) {
        return new ForwardRequest(topic.name(), topic.topicId(), partition, records, (short) acks, timeoutMs);
    }

    /** Returns the number of the forward. */
    public int forward(ForwardRequest request) {
        return forward(request, () -> false);
    }

    /** Returns the number of the forward. */
    public int forward(ForwardRequest request, BooleanSupplier isGivenUp) {
        CompletableFuture<ForwardResult> result = new CompletableFuture<>();
        AtomicInteger count = new AtomicInteger();
        first.add(result);
        counts.add(count);
        producer.forward(request, isGivenUp, each -> {
            count.incrementAndGet();
            result.complete(each);
        });
        return first.size() - 1;
    }

    public ForwardResult await(int number) {
        return first.get(number).orTimeout(60, TimeUnit.SECONDS).join();
    }

    public List<ForwardResult> awaitAll() {
        return IntStream.range(0, first.size()).mapToObj(this::await).toList();
    }

    /** How many results each had. */
    public List<Integer> counts() {
        return counts.stream().map(AtomicInteger::get).toList();
    }

    /** Forwards until the source took it, as a producer would. Returns how often it was to try again. */
    public int forwardUntilTaken(ForwardRequest request) {
        AtomicInteger retries = new AtomicInteger(-1);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    retries.incrementAndGet();
                    ForwardResult result = await(forward(request));
                    if (result.error() != Errors.NONE && !result.mayHaveLanded()) {
                        throw new AssertionError(result.toString());
                    }
                    return result.error() == Errors.NONE;
                });
        return retries.get();
    }
}
