/** Diagnostics as values. Pure. */
@NullMarked
package dev.orbit.tfplugin.diag;

import org.jspecify.annotations.NullMarked;
