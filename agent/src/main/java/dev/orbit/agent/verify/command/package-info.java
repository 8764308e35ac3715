/**
 * {@code orbit verify}: asks an agent what there is to compare, checks that both clusters are the right ones, compares
 * ({@link dev.orbit.agent.verify.Verification}), and tells people and programs.
 */
@NullMarked
package dev.orbit.agent.verify.command;

import org.jspecify.annotations.NullMarked;
