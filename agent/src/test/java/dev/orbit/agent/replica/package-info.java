// SPDX-License-Identifier: Apache-2.0
/** Whether the copy is exact: a stock source and an agent in processes of their own, judged as any client sees them. */
@NullMarked
package dev.orbit.agent.replica;

import org.jspecify.annotations.NullMarked;
