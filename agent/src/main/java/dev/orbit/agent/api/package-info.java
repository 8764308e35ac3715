/** The HTTP API: authenticates, and carries calls to the coordinator. No rules of its own. */
@NullMarked
package dev.orbit.agent.api;

import org.jspecify.annotations.NullMarked;
