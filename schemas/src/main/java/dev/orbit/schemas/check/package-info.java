// SPDX-License-Identifier: Apache-2.0
/**
 * The rules a link and its topic mappings must keep, on every way into Orbit. They need no cluster to be checked; what
 * only the live source and destination can tell is the agents' to check. Each method reports all it finds, with field
 * paths relative to the spec it was given.
 */
@NullMarked
package dev.orbit.schemas.check;

import org.jspecify.annotations.NullMarked;
