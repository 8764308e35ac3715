/** Orbit's provider: its block, and what makes it a whole. */
@NullMarked
package dev.orbit.tfplugin.provider;

import org.jspecify.annotations.NullMarked;
