// SPDX-License-Identifier: Apache-2.0
/** What time it is, where a machine may have slept. */
@org.jspecify.annotations.NullMarked
package dev.orbit.agent.clock;
