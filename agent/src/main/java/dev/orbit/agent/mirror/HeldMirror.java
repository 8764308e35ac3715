// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import dev.orbit.agent.link.LinkRuntime;
import org.jspecify.annotations.Nullable;

/**
 * A mirror partition that this agent leads.
 *
 * @param link null: none leads to its source, and all there is to do is to stop it
 * @param fetches not while the link is paused, nor when no mapping holds the topic any more
 * @param topicId of the destination's topic
 */
record HeldMirror(MirrorTarget target, @Nullable LinkRuntime link, boolean fetches, String topicId) {}
