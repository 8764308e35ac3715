// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.fetch.FetchTarget;
import dev.orbit.agent.source.fetch.SourceFetchers;
import dev.orbit.agent.source.metadata.SourceListener;
import dev.orbit.agent.source.metadata.SourceMetadata;
import dev.orbit.schemas.FetchSettings;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Fetchers of their own for what hardly ever is: they are started when there is something to fetch. Thread-safe. */
final class StrayFetchers implements AutoCloseable {

    /** They have buffers of their own, which grow with what they ask for at once. */
    private static final int BYTES_MAX = 4 << 20;

    private final SourceClientConfig reader;
    private final String sourceClusterId;
    private final FetchSettings settings;
    private final SourceFetchers mirror;
    private final SourceListener listener;
    private @Nullable Running running;
    private boolean closed;

    /** @param mirror the link's other fetchers: all of them share its rate */
    StrayFetchers(
            SourceClientConfig reader,
            String sourceClusterId,
            FetchSettings settings,
            SourceFetchers mirror,
            SourceListener listener) {
        this.reader = reader;
        this.sourceClusterId = sourceClusterId;
        this.settings = small(settings);
        this.mirror = mirror;
        this.listener = listener;
    }

    static FetchSettings small(FetchSettings settings) {
        return new FetchSettings(
                1,
                Math.min(BYTES_MAX, settings.maxBytes()),
                Math.min(BYTES_MAX, settings.maxPartitionBytes()),
                settings.bytesPerSecond());
    }

    private record Running(SourceMetadata metadata, SourceFetchers fetchers) {}

    synchronized void fetch(Set<? extends FetchTarget> targets) {
        if (closed || (targets.isEmpty() && running == null)) {
            return;
        }
        Running now = running;
        if (now == null) {
            SourceMetadata metadata = SourceMetadata.start(reader, sourceClusterId, listener);
            now = new Running(metadata, mirror.sharingRate(metadata, settings));
            running = now;
        }
        var unused = now.fetchers().assign(targets);
        targets.forEach(target -> wakeup(target.sourcePartition()));
    }

    synchronized void wakeup(TopicPartition partition) {
        Running now = running;
        if (now != null) {
            now.fetchers().wakeup(partition);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        Running now = running;
        if (now != null) {
            now.fetchers().close();
            now.metadata().close();
        }
    }
}
