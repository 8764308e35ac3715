// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.log;

import dev.orbit.agent.clock.Moment;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Up to when nobody else can have led a partition, as its leader knows from the fetches of its followers: whoever is elected
 * in its place was in sync, and ceases to fetch from it before it acts. A leader that is cut off, or was asleep, learns of
 * its successor late or never; but it sees that nobody follows it. On both of its clocks: on the monotonic one alone, what
 * was seen before the machine slept would have been a moment ago. Pure; not thread-safe.
 *
 * <p>When a fetch was sent is not known, and one may have lain unread while the leader slept. The one after it was sent
 * once its answer was there. So what is proven by a fetch is that its sender followed when the fetch before came.
 */
public final class FollowerWatch {

    private final Map<Integer, Follower> followers = new HashMap<>();
    private @Nullable Integer partitionEpoch;
    private @Nullable Moment looked;

    /**
     * What the leader sees at one moment.
     *
     * @param partitionEpoch changes with everything the controller decides about the partition
     * @param isUnderMinIsr too few are in sync for a write; then who is elected need not be in sync
     * @param fetchTimesMs when each replica that may be in sync, but for the leader itself, was served last: told apart only
     */
    public record Look(int partitionEpoch, boolean isUnderMinIsr, Map<Integer, Long> fetchTimesMs) {}

    private static final class Follower {
        private long fetchTimeMs;
        /** What this broker learns of the controller's decision may overwrite the time once more, without a fetch. */
        private boolean isSure;

        /** A moment before its latest fetch. */
        private @Nullable Moment beforeLatest;
        /** A moment before the fetch before that: since then it has sent one more. */
        private @Nullable Moment followed;

        private Follower(long fetchTimeMs) {
            this.fetchTimeMs = fetchTimeMs;
        }

        private void look(long timeMs, @Nullable Moment looked) {
            if (timeMs == fetchTimeMs) {
                return;
            }
            fetchTimeMs = timeMs;
            if (isSure) {
                followed = beforeLatest;
                beforeLatest = looked;
            }
            isSure = true;
        }
    }

    /**
     * Looks.
     *
     * @param now a moment before what was seen
     * @return up to when nobody else can have led; empty while that is not known
     */
    public Optional<Moment> led(Look look, Moment now) {
        if (partitionEpoch == null || partitionEpoch != look.partitionEpoch()) {
            partitionEpoch = look.partitionEpoch();
            followers.clear();
        }
        followers.keySet().retainAll(look.fetchTimesMs().keySet());
        look.fetchTimesMs()
                .forEach((replica, timeMs) -> followers
                        .computeIfAbsent(replica, added -> new Follower(timeMs))
                        .look(timeMs, looked));
        looked = now;
        return look.isUnderMinIsr() ? Optional.empty() : earliest(now);
    }

    private Optional<Moment> earliest(Moment now) {
        Moment earliest = now;
        for (Follower follower : followers.values()) {
            Moment followed = follower.followed;
            if (followed == null) {
                return Optional.empty();
            }
            earliest = earliest.orEarlier(followed);
        }
        return Optional.of(earliest);
    }
}
