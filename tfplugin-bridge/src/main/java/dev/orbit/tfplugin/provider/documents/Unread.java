// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.documents;

import dev.orbit.tfplugin.diag.Diagnostic;

/** Says that an object was taken to be as it was, for want of somebody to ask. */
public final class Unread {

    private Unread() {}

    /** Names the object, such as {@code link "prod"}. */
    public static Diagnostic warning(String object) {
        return Diagnostic.warning(
                "Not refreshed",
                "The " + object
                        + " is taken to be as it was: the endpoint or the token of the agents is known only after"
                        + " apply.");
    }
}
