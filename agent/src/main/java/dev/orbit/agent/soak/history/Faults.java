// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.history;

import dev.orbit.agent.soak.history.Fault.Disturbance;
import dev.orbit.agent.soak.history.Fault.Halting;
import dev.orbit.agent.soak.history.Fault.Member;
import java.util.Optional;
import java.util.Random;

/** What breaks next: in each round a process at most once, and the connections to each broker at most once. */
final class Faults {

    private static final int DOWN_MS_MAX = 6_000;
    /** Beyond a lease. */
    private static final int SUSPENDED_MS_MAX = 12_000;

    private static final int DISTURBED_MS_MAX = 8_000;
    private static final int MS_MIN = 50;
    private static final int BROKERS = 2;

    private final Random random;

    Faults(Random random) {
        this.random = random;
    }

    Optional<Action> halt(Estate estate) {
        Member member = Member.values()[random.nextInt(Member.values().length)];
        if (estate.faultedInRound().contains(member.name())) {
            return Optional.empty();
        }
        Halting how = Halting.values()[random.nextInt(Halting.values().length)];
        int ms = MS_MIN + random.nextInt(how == Halting.SUSPEND ? SUSPENDED_MS_MAX : DOWN_MS_MAX);
        return Optional.of(new Fault.Halt(member, how, ms));
    }

    Optional<Action> disturb(Estate estate) {
        int node = 1 + random.nextInt(BROKERS);
        if (estate.faultedInRound().contains("connections " + node)) {
            return Optional.empty();
        }
        Disturbance how = Disturbance.values()[random.nextInt(Disturbance.values().length)];
        return Optional.of(new Fault.Disturb(node, how, MS_MIN + random.nextInt(DISTURBED_MS_MAX)));
    }
}
