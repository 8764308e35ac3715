/**
 * What a resource looks like, and what follows from that alone: the type on the wire, validation, the planned object, and
 * the checks that Terraform makes of every answer. Pure.
 */
@NullMarked
package dev.orbit.tfplugin.schema;

import org.jspecify.annotations.NullMarked;
