// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import dev.orbit.agent.broker.state.StateListener;
import dev.orbit.agent.broker.state.StateLog;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The newest image, made from what the state topic's tail reads. Written by the tail's thread alone. */
public final class StateHolder implements StateListener {

    private final CopyOnWriteArrayList<Consumer<StateDelta>> listeners = new CopyOnWriteArrayList<>();
    private volatile StateImage image = StateImage.EMPTY;

    public StateImage image() {
        return image;
    }

    /** Calls back with every new image and what made it, on the tail's thread; the callback must not block. */
    public void listen(Consumer<StateDelta> listener) {
        listeners.add(listener);
    }

    @Override
    public void applied(List<StateLog.Entry> entries, long nextOffset) {
        List<StateRecord> records = entries.stream().map(StateRecord::fromEntry).toList();
        StateImage next = image.apply(records, nextOffset);
        image = next;
        StateDelta delta = new StateDelta(next, records);
        listeners.forEach(listener -> listener.accept(delta));
    }
}
