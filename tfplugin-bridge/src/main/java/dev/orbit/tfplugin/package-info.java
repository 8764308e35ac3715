@NullMarked
package dev.orbit.tfplugin;

import org.jspecify.annotations.NullMarked;
