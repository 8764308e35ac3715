// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.connect;

import dev.orbit.agent.source.metadata.SourceListener;
import org.apache.kafka.common.utils.LogContext;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/**
 * Silences the client's network layer, which logs every attempt to connect, some with a stack trace. What an operator
 * should know is said once, through {@link SourceListener}.
 */
public final class QuietLogContext extends LogContext {

    @Override
    public Logger logger(Class<?> clazz) {
        return NOPLogger.NOP_LOGGER;
    }

    @Override
    public Logger logger(String clazz) {
        return NOPLogger.NOP_LOGGER;
    }
}
