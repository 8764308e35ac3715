/** The provider's documentation: made from its schemas, and held in step with them. */
@NullMarked
package dev.orbit.tfplugin.docs;

import org.jspecify.annotations.NullMarked;
