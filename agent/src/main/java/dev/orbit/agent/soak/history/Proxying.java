// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.history;

import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What is done next with topics whose producers go through Orbit. COMPLETE is for ever, so there are new ones now and then. */
final class Proxying {

    private static final int PARTITIONS_MAX = 2;
    private static final int RECORDS_MAX = 400;
    private static final int PAST_ORBIT_SHARE = 8;
    private static final int SPREAD_MS_MAX = 8_000;
    private static final String[] COMPRESSIONS = {"none", "none", "gzip", "lz4", "snappy", "zstd"};
    private static final int[] BYTES_MAX = {200, 2_000, 20_000};
    /** Some are too short for a cutover that is held up. */
    private static final int[] TIMEOUT_SECONDS = {1, 3, 10, 30, 30};

    private final Random random;
    private final Workload workload;

    Proxying(Random random, Workload workload) {
        this.random = random;
        this.workload = workload;
    }

    Action createTopic(Estate estate) {
        return new TopicChange.CreateTopic(
                Estate.proxiedName(estate.proxiedCount()), TopicKind.PROXIED, 1 + random.nextInt(PARTITIONS_MAX));
    }

    /** Once the newest was there at a quiet point. */
    Optional<Action> createTopicInTime(Estate estate) {
        boolean isTime = estate.proxied().stream().allMatch(topic -> topic.changedInRound() < estate.round());
        return isTime ? Optional.of(createTopic(estate)) : Optional.empty();
    }

    Optional<Action> send(Estate estate) {
        return workload.any(estate.proxied())
                .map(topic -> new ProxyUse.Send(
                        topic.name(),
                        1 + random.nextInt(RECORDS_MAX),
                        BYTES_MAX[random.nextInt(BYTES_MAX.length)],
                        sender(),
                        COMPRESSIONS[random.nextInt(COMPRESSIONS.length)],
                        random.nextInt(SPREAD_MS_MAX),
                        random.nextLong()));
    }

    private Sender sender() {
        return random.nextInt(PAST_ORBIT_SHARE) == 0
                ? Sender.PAST_ORBIT
                : random.nextBoolean() ? Sender.IDEMPOTENT : Sender.ONCE;
    }

    /** Mostly of the newest; the others may be COMPLETE. */
    Optional<Action> initiate(Estate estate) {
        return workload.any(random.nextBoolean() ? estate.proxied() : newest(estate))
                .map(topic ->
                        new ProxyUse.Initiate(topic.name(), TIMEOUT_SECONDS[random.nextInt(TIMEOUT_SECONDS.length)]));
    }

    Optional<Action> abort(Estate estate) {
        return workload.any(newest(estate)).map(topic -> new ProxyUse.Abort(topic.name()));
    }

    private static List<TopicModel> newest(Estate estate) {
        List<TopicModel> all = estate.proxied();
        return all.subList(Math.max(0, all.size() - 1), all.size());
    }
}
