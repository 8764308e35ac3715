// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.migration;

import dev.orbit.schemas.Snapshot;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Tells the log every few seconds where the topics stand that are waited for: Terraform itself shows only that it waits. */
final class Progress {

    private static final Logger LOG = Logger.getLogger(Progress.class.getName());

    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private long toldAtNanos = System.nanoTime() - EVERY_NANOS;

    /** Where each of these stands, unless that was told a moment ago. */
    void tell(Collection<Snapshot.Topic> topics, Set<String> awaited) {
        if (System.nanoTime() - toldAtNanos < EVERY_NANOS) {
            return;
        }
        toldAtNanos = System.nanoTime();
        topics.stream().filter(topic -> awaited.contains(topic.topic())).forEach(topic -> {
            LOG.info(() -> line(topic));
            if (topic.error() != null) {
                LOG.warning(() -> topic.topic() + ": " + topic.error());
            }
        });
    }

    /** How a topic ended. */
    void ended(String topic, String how) {
        LOG.info(() -> topic + ": " + how);
    }

    /** What keeps it from being seen where they stand. */
    void unseen(@Nullable String why) {
        LOG.warning(() -> "the agents do not answer: " + why);
    }

    private static String line(Snapshot.Topic topic) {
        Long records = topic.offsetLag();
        Double seconds = topic.timeLagSeconds();
        String lag = records == null || seconds == null
                ? "how far behind is not known"
                : String.format(Locale.ROOT, "behind by %d records, %.1f s", records, seconds);
        return topic.topic() + ": " + topic.state() + ", " + lag;
    }
}
