// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.handshake;

/** The process was not started by a plugin host, or by one that it cannot serve. The message is for a person. */
public final class HandshakeException extends Exception {

    HandshakeException(String message) {
        super(message);
    }

    HandshakeException(String message, Throwable cause) {
        super(message, cause);
    }
}
