/** Terraform's operations on a provider, in its own terms: nothing here knows how they came over the wire. */
@NullMarked
package dev.orbit.tfplugin.server;

import org.jspecify.annotations.NullMarked;
