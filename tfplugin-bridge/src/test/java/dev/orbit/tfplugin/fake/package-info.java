/** Agents without a broker: their HTTP API over a few maps, for what only the provider decides. */
@NullMarked
package dev.orbit.tfplugin.fake;

import org.jspecify.annotations.NullMarked;
