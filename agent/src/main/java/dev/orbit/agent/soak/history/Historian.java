// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.history;

import java.util.Random;

/**
 * Makes a history up, step by step, and without an end. What happens next follows from the seed and from what happened
 * before, and from nothing else. Not thread-safe.
 */
public final class Historian {

    private static final int ROUND_ACTIONS_MIN = 8;
    private static final int ROUND_ACTIONS_MAX = 14;
    private static final int PAUSE_MS_MAX = 1_500;

    private final Random random;
    private final Choices choices;
    private Estate estate = Estate.EMPTY;
    private int stepCount;
    private int roundActions;

    /** The history of a seed. */
    public Historian(long seed) {
        this.random = new Random(seed);
        this.choices = new Choices(random);
        this.roundActions = roundActions();
    }

    /** What happens next. */
    public Step next() {
        if (estate.actionsInRound() >= roundActions) {
            return quiet();
        }
        return step(choices.next(estate), random.nextInt(PAUSE_MS_MAX));
    }

    /** A quiet point, due or not. */
    public Step quiet() {
        roundActions = roundActions();
        return step(new QuietPoint(estate.round()), 0);
    }

    /** After the last step. */
    public Estate estate() {
        return estate;
    }

    private Step step(Action action, int pauseMs) {
        estate = estate.after(action);
        stepCount++;
        return new Step(stepCount, action, pauseMs);
    }

    private int roundActions() {
        return ROUND_ACTIONS_MIN + random.nextInt(ROUND_ACTIONS_MAX - ROUND_ACTIONS_MIN + 1);
    }
}
