// SPDX-License-Identifier: Apache-2.0
/** Raw record batches, as they come from a source and lie in a log: read where they are, without an object for each. */
@NullMarked
package dev.orbit.agent.batch;

import org.jspecify.annotations.NullMarked;
