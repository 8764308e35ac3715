// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source;

import dev.orbit.agent.lab.ScratchDirectory;
import dev.orbit.agent.lab.StockBrokerProcess;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives test classes a stock broker, and a {@link SourceLab} of it, that they all share. Each test has topics of its own,
 * and leaves the broker running.
 */
public final class SharedSource implements ParameterResolver {

    private record Started(ScratchDirectory directory, StockBrokerProcess broker, SourceLab lab)
            implements AutoCloseable {
        @Override
        public void close() {
            lab.close();
            broker.close();
            directory.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == StockBrokerProcess.class || type == SourceLab.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Started started = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(getClass()))
                .computeIfAbsent(Started.class, unused -> start(), Started.class);
        return parameter.getParameter().getType() == SourceLab.class ? started.lab() : started.broker();
    }

    private static Started start() {
        ScratchDirectory directory = ScratchDirectory.create("orbit-source");
        StockBrokerProcess broker = StockBrokerProcess.start(directory.path());
        return new Started(directory, broker, new SourceLab(broker.bootstrapServers()));
    }
}
