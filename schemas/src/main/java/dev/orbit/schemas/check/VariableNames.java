// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas.check;

import java.util.Locale;

/** Where the name of an environment variable is expected, the secret itself may stand, pasted: it is not repeated into logs. */
public final class VariableNames {

    /** What is said of a value that may be a secret. */
    public static final String NOT_SHOWN = "The value (not shown)";

    private VariableNames() {}

    /**
     * What to do instead.
     *
     * @param field of credentials, such as {@code sasl_password_env}
     */
    public static String remedy(String field) {
        return "Put the secret into a variable of the agents such as ORBIT_"
                + field.toUpperCase(Locale.ROOT).replace("_ENV", "") + " and give that name here.";
    }
}
