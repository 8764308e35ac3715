/** What came to a source past the proxy, found by what the proxy brought there. */
@NullMarked
package dev.orbit.agent.unproxied;

import org.jspecify.annotations.NullMarked;
