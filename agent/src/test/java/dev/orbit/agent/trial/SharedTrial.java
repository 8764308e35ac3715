// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.trial;

import dev.orbit.agent.lab.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives test classes a {@link Trial} that they all share: starting one takes longer than most tests. Each test has topics
 * of its own, and leaves source and agent running.
 */
public class SharedTrial implements ParameterResolver {

    private record Started(ScratchDirectory directory, Trial trial) implements AutoCloseable {
        @Override
        public void close() {
            trial.close();
            directory.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Trial.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(getClass()))
                .computeIfAbsent(Started.class, unused -> start(), Started.class)
                .trial();
    }

    private Started start() {
        ScratchDirectory directory = ScratchDirectory.create("orbit-trial");
        try {
            return new Started(directory, start(directory.path()));
        } catch (IOException e) {
            throw new IllegalStateException("the agent does not answer", e);
        }
    }

    /** The trial that the test classes with this extension share. */
    protected Trial start(Path directory) throws IOException {
        return Trial.start(directory);
    }

    /** One whose agent's requests to the source can be held. */
    public static final class Holdable extends SharedTrial {
        @Override
        protected Trial start(Path directory) throws IOException {
            return Trial.startHoldable(directory);
        }
    }
}
