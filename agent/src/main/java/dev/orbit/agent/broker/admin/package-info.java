/** What is asked of the cluster that the embedded broker belongs to, and done there. */
@NullMarked
package dev.orbit.agent.broker.admin;

import org.jspecify.annotations.NullMarked;
