// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.declared;

import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Snapshot;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** For how long the source of a topic that has moved is looked at. Pure. */
public final class WatchWindow {

    private WatchWindow() {}

    /**
     * Only after a cutover. The source of a topic that was let go as it was may well go on, and of one that failed over its
     * report tells what the source may have had beyond.
     *
     * @param nowMs wall clock
     */
    public static boolean isOpen(StateImage image, MirrorTopic topic, long nowMs) {
        Snapshot.Attempt attempt = topic.lastAttempt();
        if (!(topic.migration() instanceof Migration.Complete complete)
                || attempt == null
                || !attempt.outcome().equals("complete")) {
            return false;
        }
        long untilMs = complete.completedMs() + TimeUnit.SECONDS.toMillis(seconds(image, topic));
        return nowMs < untilMs;
    }

    /** What its mapping says, or else its link; 0 without a link: there is no way to the source any more. */
    private static long seconds(StateImage image, MirrorTopic topic) {
        LinkDocument link = image.links().get(topic.link());
        if (link == null) {
            return 0;
        }
        return Declared.holder(image, topic)
                .flatMap(mapping -> Optional.ofNullable(mapping.autoMigration().sourceWatchSeconds()))
                .or(() -> Optional.ofNullable(link.spec().autoMigration().sourceWatchSeconds()))
                .orElse(AutoMigration.SOURCE_WATCH_SECONDS_DEFAULT);
    }
}
