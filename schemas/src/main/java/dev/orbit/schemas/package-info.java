/** The words all modules share: the documents a user declares and the bodies of the agents' HTTP API. */
@NullMarked
package dev.orbit.schemas;

import org.jspecify.annotations.NullMarked;
