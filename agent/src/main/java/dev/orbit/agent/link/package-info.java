/** The links of this agent at work: one runtime per link, and the questions the coordinator asks of sources. */
@NullMarked
package dev.orbit.agent.link;

import org.jspecify.annotations.NullMarked;
