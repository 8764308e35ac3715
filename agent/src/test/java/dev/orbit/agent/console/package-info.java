// SPDX-License-Identifier: Apache-2.0
/** The console, in a browser. */
@org.jspecify.annotations.NullMarked
package dev.orbit.agent.console;
