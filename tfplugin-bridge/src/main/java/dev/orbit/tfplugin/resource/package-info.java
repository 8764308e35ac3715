/**
 * What a provider and its resources are to the server: one small interface each, and a further one for each thing that
 * only some of them can do.
 */
@NullMarked
package dev.orbit.tfplugin.resource;

import org.jspecify.annotations.NullMarked;
