// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.cutover;

import dev.orbit.agent.coordinator.source.SourceQueries;
import dev.orbit.agent.state.MirrorTopic;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/** The duties that take topics to COMPLETE. */
public record WaysToComplete(MigrationProgress migrations, FailoverProgress failovers, LettingGo lettingGo) {

    /**
     * All of them.
     *
     * @param isBeingDeleted by name at the destination: such a topic is not opened
     */
    public static WaysToComplete of(
            SourceQueries sources, Predicate<String> isBeingDeleted, Executor executor, Runnable wake) {
        return new WaysToComplete(
                new MigrationProgress(sources, executor, wake),
                new FailoverProgress(),
                new LettingGo(sources, isBeingDeleted, executor, wake));
    }

    /** The topic as it is to be shown: what it waits for on its way is told with the attempt. */
    public MirrorTopic shown(MirrorTopic topic) {
        return lettingGo.shown(failovers.shown(migrations.shown(topic)));
    }
}
