/** Terraform's types, values and paths. Pure. */
@NullMarked
package dev.orbit.tfplugin.cty;

import org.jspecify.annotations.NullMarked;
