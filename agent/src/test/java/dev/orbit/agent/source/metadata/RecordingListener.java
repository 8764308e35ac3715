// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.metadata;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what it hears. */
public final class RecordingListener implements SourceListener {

    public final List<String> heard = new CopyOnWriteArrayList<>();

    @Override
    public void reached() {
        heard.add("reached");
    }

    @Override
    public void unreachable(String cause, String remedy) {
        heard.add("unreachable: " + cause + " " + remedy);
    }
}
