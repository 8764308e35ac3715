// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import dev.orbit.agent.link.LinkRuntime;

/**
 * A mirror partition that this agent leads.
 *
 * @param fetches not while the link is paused
 * @param topicId of the destination's topic
 */
record HeldMirror(MirrorTarget target, LinkRuntime link, boolean fetches, String topicId) {}
