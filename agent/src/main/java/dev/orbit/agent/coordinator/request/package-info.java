/** What the coordinator does on request: the calls of the HTTP API. */
@NullMarked
package dev.orbit.agent.coordinator.request;

import org.jspecify.annotations.NullMarked;
