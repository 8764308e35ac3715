/** The duties that copy ACLs. */
@NullMarked
package dev.orbit.agent.coordinator.acl;

import org.jspecify.annotations.NullMarked;
