// SPDX-License-Identifier: Apache-2.0
/** ACLs of real clusters, copied, and what clients may do with them. */
@NullMarked
package dev.orbit.agent.acls;

import org.jspecify.annotations.NullMarked;
