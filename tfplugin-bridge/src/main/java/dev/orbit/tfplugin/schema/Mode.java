// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.schema;

/** Who gives an attribute its value. */
public enum Mode {
    /** The configuration, always. */
    REQUIRED,
    /** The configuration, or nobody: then it is null. */
    OPTIONAL,
    /** The provider, always. */
    COMPUTED,
    /** The configuration, else the provider. */
    OPTIONAL_COMPUTED;

    public boolean isOptional() {
        return this == OPTIONAL || this == OPTIONAL_COMPUTED;
    }

    public boolean isComputed() {
        return this == COMPUTED || this == OPTIONAL_COMPUTED;
    }
}
