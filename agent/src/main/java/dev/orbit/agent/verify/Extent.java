// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

/** Which of two logs may reach further than the other. */
public enum Extent {
    /** Neither: a mirror that has caught up with a source at rest. */
    EQUAL,
    /** The source: a mirror that is still being fed. */
    DESTINATION_IS_PREFIX,
    /** The destination: a topic that was cut over and has its own producers since. */
    SOURCE_IS_PREFIX
}
