/**
 * What is declared of a topic, a link or a cluster, read from the state: which mapping holds a topic, and what it
 * says. Pure.
 */
@NullMarked
package dev.orbit.agent.declared;

import org.jspecify.annotations.NullMarked;
