// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import dev.orbit.agent.source.FetchTarget;
import dev.orbit.agent.source.SourceClientConfig;
import dev.orbit.agent.source.SourceFetchers;
import dev.orbit.agent.source.SourceListener;
import dev.orbit.agent.source.SourceMetadata;
import dev.orbit.schemas.FetchSettings;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Fetchers of their own for what hardly ever is: they are started when there is something to fetch. Thread-safe. */
final class StrayFetchers implements AutoCloseable {

    private final SourceClientConfig reader;
    private final String sourceClusterId;
    private final FetchSettings settings;
    private final SourceListener listener;
    private @Nullable Running running;
    private boolean closed;

    StrayFetchers(SourceClientConfig reader, String sourceClusterId, FetchSettings settings, SourceListener listener) {
        this.reader = reader;
        this.sourceClusterId = sourceClusterId;
        this.settings = settings;
        this.listener = listener;
    }

    private record Running(SourceMetadata metadata, SourceFetchers fetchers) {}

    synchronized void fetch(Set<? extends FetchTarget> targets) {
        if (closed || (targets.isEmpty() && running == null)) {
            return;
        }
        Running now = running;
        if (now == null) {
            SourceMetadata metadata = SourceMetadata.start(reader, sourceClusterId, listener);
            now = new Running(metadata, new SourceFetchers(reader, metadata, settings));
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
