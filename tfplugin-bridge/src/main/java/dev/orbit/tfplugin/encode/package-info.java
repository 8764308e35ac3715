/** From our own terms onto the wire. Pure functions. */
@NullMarked
package dev.orbit.tfplugin.encode;

import org.jspecify.annotations.NullMarked;
