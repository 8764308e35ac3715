// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.agents;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether the user wants to stop. Once given it stays. */
public final class StopSignal {

    private final CountDownLatch given = new CountDownLatch(1);
    private final List<Runnable> actions = new CopyOnWriteArrayList<>();

    public void give() {
        given.countDown();
        actions.forEach(Runnable::run);
    }

    /** Does something as soon as it is given, at once when it was; an action may be done twice. */
    public void then(Runnable action) {
        actions.add(action);
        if (isGiven()) {
            action.run();
        }
    }

    public boolean isGiven() {
        return given.getCount() == 0;
    }

    /** Waits out the time unless told to stop before; returns whether it is to stop. */
    public boolean awaitMs(long waitMs) {
        try {
            return given.await(waitMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
