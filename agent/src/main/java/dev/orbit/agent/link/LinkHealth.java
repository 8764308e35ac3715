// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import dev.orbit.agent.source.metadata.SourceListener;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is wrong with the connections of a link, for each of its users apart: that one reaches the source says nothing about
 * another, which may need other brokers. Thread-safe.
 */
final class LinkHealth {

    private static final Logger LOG = LoggerFactory.getLogger(LinkHealth.class);

    private final Part mirror;
    private final Part proxy;
    private final Part strays;

    LinkHealth(String link) {
        this.mirror = new Part(link);
        this.proxy = new Part(link + " proxy");
        this.strays = new Part(link + " strays");
    }

    /** Remembers what is wrong, and says when that changes. */
    private static final class Part implements SourceListener {
        private final String name;
        private final LongAdder connectionFailures = new LongAdder();
        private volatile @Nullable String error;

        private Part(String name) {
            this.name = name;
        }

        @Override
        public void reached() {
            error = null;
            LOG.info("link {}: the source answers", name);
        }

        @Override
        public void connectionFailed() {
            connectionFailures.increment();
        }

        @Override
        public void unreachable(String cause, String remedy) {
            error = cause + " " + remedy;
            LOG.warn("link {}: {} {}", name, cause, remedy);
        }
    }

    SourceListener mirror() {
        return mirror;
    }

    SourceListener proxy() {
        return proxy;
    }

    SourceListener strays() {
        return strays;
    }

    /** What concerns every mirrored partition of the link; null while nothing does. */
    @Nullable
    String mirrorError() {
        return mirror.error;
    }

    /** What concerns all that is forwarded; null while nothing does. */
    @Nullable
    String proxyError() {
        return proxy.error;
    }

    /** What concerns the link, its mirror before all; null while nothing does. */
    @Nullable
    String error() {
        String proxyError = proxy.error;
        String straysError = strays.error;
        if (mirror.error != null) {
            return mirror.error;
        }
        return proxyError != null
                ? "the proxy: " + proxyError
                : straysError == null ? null : "copying what is written past the proxy: " + straysError;
    }

    /** Connections that failed or could not be made. */
    long connectionFailures() {
        return mirror.connectionFailures.sum() + proxy.connectionFailures.sum() + strays.connectionFailures.sum();
    }
}
