// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

/**
 * A mirror topic is made anew. As long as the topic counts as created its former destination topic is being deleted; then
 * a new one is created, and mirrored from a start that is chosen anew.
 *
 * @param formerTopicId id of the destination topic that is deleted: one of another id is left alone
 * @param requestedMs wall clock
 */
public record Resync(String formerTopicId, long requestedMs) {}
