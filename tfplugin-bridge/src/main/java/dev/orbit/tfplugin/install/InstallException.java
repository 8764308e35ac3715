// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.install;

/** The provider cannot be installed, for a reason that a user can act on. */
final class InstallException extends Exception {

    InstallException(String message) {
        super(message);
    }

    InstallException(String message, Throwable cause) {
        super(message, cause);
    }
}
