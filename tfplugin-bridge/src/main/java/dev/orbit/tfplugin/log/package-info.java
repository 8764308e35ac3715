/** The log as Terraform reads it. */
@NullMarked
package dev.orbit.tfplugin.log;

import org.jspecify.annotations.NullMarked;
