// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.trial;

import dev.orbit.agent.lab.ScratchDirectory;
import java.io.IOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives test classes a {@link Trial} that they all share: starting one takes longer than most tests. Each test has topics
 * of its own, and leaves source and agent running.
 */
public final class SharedTrial implements ParameterResolver {

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
                .getStore(ExtensionContext.Namespace.create(SharedTrial.class))
                .computeIfAbsent(Started.class, unused -> start(), Started.class)
                .trial();
    }

    private static Started start() {
        ScratchDirectory directory = ScratchDirectory.create("orbit-trial");
        try {
            return new Started(directory, Trial.start(directory.path()));
        } catch (IOException e) {
            throw new IllegalStateException("the agent does not answer", e);
        }
    }
}
