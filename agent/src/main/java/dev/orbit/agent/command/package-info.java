/** What agents ask of the coordinator, and what it answers: the words of the inter-broker listener's commands. */
@NullMarked
package dev.orbit.agent.command;

import org.jspecify.annotations.NullMarked;
