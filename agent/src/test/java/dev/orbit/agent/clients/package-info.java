/** Producers of other makers and ages, as programs of their own, with the settings that they have by themselves. */
@NullMarked
package dev.orbit.agent.clients;

import org.jspecify.annotations.NullMarked;
