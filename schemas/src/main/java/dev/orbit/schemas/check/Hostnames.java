// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas.check;

import java.util.regex.Pattern;

/** Tells a host name or address from one with a scheme, a port or a second host in it. */
final class Hostnames {

    /** Underscores are no part of host names by the book, and are of container names in use. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]{0,253}[A-Za-z0-9_.])?");

    private static final Pattern IPV6 =
            Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f.]*(%[A-Za-z0-9._-]+)?");

    private Hostnames() {}

    static boolean isHostname(String text) {
        return NAME.matcher(text).matches() || IPV6.matcher(text).matches();
    }
}
