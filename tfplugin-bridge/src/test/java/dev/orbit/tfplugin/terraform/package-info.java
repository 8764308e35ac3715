/** The provider driven by the real terraform. */
@NullMarked
package dev.orbit.tfplugin.terraform;

import org.jspecify.annotations.NullMarked;
