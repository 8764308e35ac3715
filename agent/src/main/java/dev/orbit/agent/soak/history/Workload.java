// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.history;

import dev.orbit.agent.soak.history.Write.Ending;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What producers and consumers do next. */
final class Workload {

    private static final int RECORDS_MAX = 400;
    private static final int GROUPS = 4;
    private static final int SPREAD_MS_MAX = 4_000;
    private static final int OPEN_MS_MAX = 3_000;
    private static final int TOPICS_IN_TRANSACTION_MAX = 3;
    private static final String[] COMPRESSIONS = {"none", "none", "gzip", "lz4", "snappy", "zstd"};
    private static final int[] BYTES_MAX = {200, 2_000, 2_000, 20_000, 300_000};
    /** Large values are few. */
    private static final int LARGE_BYTES = 100_000;

    private static final int LARGE_SHARE = 20;

    private final Random random;

    Workload(Random random) {
        this.random = random;
    }

    /** One of them; empty if there is none. */
    <T> Optional<T> any(List<T> all) {
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
    }

    Optional<Action> produce(Estate estate) {
        return any(estate.existing()).map(topic -> {
            int bytesMax = bytesMax();
            return new Write.Produce(
                    topic.name(),
                    records(bytesMax),
                    bytesMax,
                    random.nextInt(3) > 0,
                    COMPRESSIONS[random.nextInt(COMPRESSIONS.length)],
                    random.nextInt(SPREAD_MS_MAX),
                    random.nextLong());
        });
    }

    Optional<Action> transact(Estate estate) {
        TreeSet<String> topics = new TreeSet<>();
        int count = 1 + random.nextInt(TOPICS_IN_TRANSACTION_MAX);
        for (int i = 0; i < count; i++) {
            any(estate.existing()).ifPresent(topic -> topics.add(topic.name()));
        }
        if (topics.isEmpty()) {
            return Optional.empty();
        }
        int bytesMax = bytesMax();
        return Optional.of(new Write.Transact(
                List.copyOf(topics),
                1 + records(bytesMax) / 4,
                bytesMax,
                ending(),
                random.nextInt(OPEN_MS_MAX),
                random.nextLong()));
    }

    private Ending ending() {
        int drawn = random.nextInt(10);
        return drawn < 5 ? Ending.COMMIT : drawn < 9 ? Ending.ABORT : Ending.ABANDON;
    }

    private int bytesMax() {
        return BYTES_MAX[random.nextInt(BYTES_MAX.length)];
    }

    private int records(int bytesMax) {
        return 1 + random.nextInt(bytesMax > LARGE_BYTES ? RECORDS_MAX / LARGE_SHARE : RECORDS_MAX);
    }

    Optional<Action> commitOffsets(Estate estate) {
        return any(estate.mirrored())
                .map(topic -> new GroupUse.CommitOffsets(
                        "group-" + random.nextInt(GROUPS), topic.name(), 10 * random.nextInt(11)));
    }

    /** A group that was copied and compared before, on a topic that both sides hold. */
    Optional<Action> useAtDestination(Estate estate) {
        return any(List.copyOf(estate.committed().keySet()))
                .filter(group -> !estate.moved().contains(group))
                .flatMap(group -> any(estate.mirrored().stream()
                                .filter(topic -> topic.changedInRound() < estate.round())
                                .toList())
                        .map(topic -> new GroupUse.UseAtDestination(group, topic.name())));
    }

    Optional<Action> forgetGroup(Estate estate) {
        return any(List.copyOf(new TreeSet<>(estate.moved()))).map(GroupUse.ForgetGroup::new);
    }

    Optional<Action> trespass(Estate estate) {
        @Nullable
        TopicModel topic = any(estate.mirrored().stream()
                        .filter(mirrored -> mirrored.changedInRound() < estate.round())
                        .toList())
                .orElse(null);
        return topic == null ? Optional.empty() : Optional.of(new Trespass(topic.name(), random.nextBoolean()));
    }
}
