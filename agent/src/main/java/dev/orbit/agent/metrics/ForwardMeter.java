// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Counts what becomes of the batches that are forwarded to one source topic. Thread-safe. */
public final class ForwardMeter implements AutoCloseable {

    private final OrbitMetrics metrics;
    private final String link;
    private final String topic;
    private final LongAdder bytes = new LongAdder();
    private final LongAdder records = new LongAdder();
    private final LongAdder batches = new LongAdder();
    private final Map<Errors, LongAdder> errors = new ConcurrentHashMap<>();

    /** Guarded by this. */
    private final List<OrbitMetrics.Series> series = new ArrayList<>();

    private boolean closed;

    ForwardMeter(OrbitMetrics metrics, String link, String topic) {
        this.metrics = metrics;
        this.link = link;
        this.topic = topic;
        series.add(metrics.register(
                List.of(link, topic),
                Map.of(
                        Measure.FORWARDED_BYTES, bytes::sum,
                        Measure.FORWARDED_RECORDS, records::sum,
                        Measure.FORWARDED_BATCHES, batches::sum)));
    }

    String link() {
        return link;
    }

    /** The source has a batch. */
    public void acknowledged(int byteCount, int recordCount) {
        bytes.add(byteCount);
        records.add(recordCount);
        batches.increment();
    }

    /** A batch was answered with an error. */
    public void refused(Errors error) {
        LongAdder known = errors.get(error);
        if (known == null) {
            known = first(error);
        }
        if (known != null) {
            known.increment();
        }
    }

    /** Null when the topic is gone: a batch that was still under way leaves no metric behind. */
    private synchronized @Nullable LongAdder first(Errors error) {
        if (closed) {
            return null;
        }
        return errors.computeIfAbsent(error, unused -> {
            LongAdder count = new LongAdder();
            series.add(
                    metrics.register(List.of(link, topic, error.name()), Map.of(Measure.FORWARD_ERRORS, count::sum)));
            return count;
        });
    }

    @Override
    public synchronized void close() {
        closed = true;
        series.forEach(OrbitMetrics.Series::close);
        series.clear();
    }
}
