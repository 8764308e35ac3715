/** Which ACLs of a source belong at the destination, and what is to be done about it, decided by pure code. */
@NullMarked
package dev.orbit.agent.acl;

import org.jspecify.annotations.NullMarked;
