/** Puts the provider where {@code terraform init} finds it. */
@NullMarked
package dev.orbit.tfplugin.install;

import org.jspecify.annotations.NullMarked;
