// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import dev.orbit.agent.coordinator.core.AtOnce;
import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.declared.Declared;
import dev.orbit.agent.declared.SourceHolders;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import java.util.List;
import java.util.Optional;

/**
 * Moves topics between REJECT and PROXY as their auto migration is enabled or disabled. Of mirrors of one source topic one at
 * a time is in PROXY, and none once one is COMPLETE: {@link SourceHolders}.
 */
public final class ProxyEnablement implements Duty {

    @Override
    public List<StateRecord> decide(Situation situation) {
        StateImage image = situation.image();
        SourceHolders holders = SourceHolders.of(image);
        return AtOnce.firstOf(image.topics().values().stream()
                .filter(topic -> topic.isThere() && topic.mapping() != null)
                .flatMap(topic -> next(image, topic, holders).map(topic::withMigration).stream())
                .toList());
    }

    private static Optional<Migration> next(StateImage image, MirrorTopic topic, SourceHolders holders) {
        boolean enabled = Declared.isProxied(image, topic) && canBeProxied(topic);
        if (topic.migration() instanceof Migration.Reject reject
                && enabled
                && holders.take(topic.sourceClusterId(), topic.sourceTopic(), topic.link(), topic.topic())
                        .isEmpty()) {
            return Optional.of(reject.toProxy());
        }
        if (topic.migration() instanceof Migration.Proxy proxy && !enabled) {
            return Optional.of(proxy.toReject());
        }
        return Optional.empty();
    }

    /** Whether nothing is wrong with it that keeps its producers from being forwarded. */
    public static boolean canBeProxied(MirrorTopic topic) {
        return topic.failure() == null && !topic.trouble().isDeleted();
    }

    /** The mirror that has a topic's producers refused though its auto migration is enabled; empty: none has. */
    public static Optional<SourceHolders.Holder> holder(SourceHolders holders, StateImage image, MirrorTopic topic) {
        return topic.migration() instanceof Migration.Reject
                        && topic.mapping() != null
                        && Declared.isProxied(image, topic)
                ? holders.holder(topic.sourceClusterId(), topic.sourceTopic())
                : Optional.empty();
    }

    /** Why a topic's producers are refused though its auto migration is enabled; empty: they are not. */
    public static Optional<String> obstacle(SourceHolders holders, StateImage image, MirrorTopic topic) {
        return holder(holders, image, topic)
                .map(holder -> "its producers are refused: " + holder.reason() + ". " + holder.remedy(topic.topic()));
    }
}
