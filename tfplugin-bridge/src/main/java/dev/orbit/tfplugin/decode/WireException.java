// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.decode;

/** Bytes from Terraform that are not what the protocol promises. */
public final class WireException extends RuntimeException {

    WireException(String message) {
        super(message);
    }

    WireException(String message, Throwable cause) {
        super(message, cause);
    }
}
