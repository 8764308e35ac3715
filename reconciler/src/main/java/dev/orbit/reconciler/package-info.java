@NullMarked
package dev.orbit.reconciler;

import org.jspecify.annotations.NullMarked;
