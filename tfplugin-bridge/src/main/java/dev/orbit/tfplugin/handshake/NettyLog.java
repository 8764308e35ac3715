// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.handshake;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;

/** Keeps Netty to the JDK's logging: left to itself it tries three libraries, and one of them complains. */
final class NettyLog {

    private NettyLog() {}

    static void toJdk() {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    }
}
