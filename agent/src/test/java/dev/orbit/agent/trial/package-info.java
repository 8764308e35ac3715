// SPDX-License-Identifier: Apache-2.0
/** A source in a process of its own, an agent in another, and the users of both: what the tests with real processes share. */
@NullMarked
package dev.orbit.agent.trial;

import org.jspecify.annotations.NullMarked;
