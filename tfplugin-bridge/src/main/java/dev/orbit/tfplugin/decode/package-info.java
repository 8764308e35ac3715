/** From the wire into our own terms. Pure functions. */
@NullMarked
package dev.orbit.tfplugin.decode;

import org.jspecify.annotations.NullMarked;
