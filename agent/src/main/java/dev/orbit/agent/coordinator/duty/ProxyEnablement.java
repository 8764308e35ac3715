// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.duty;

import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import java.util.List;
import java.util.Optional;

/** Moves topics between REJECT and PROXY as their auto migration is enabled or disabled. */
public final class ProxyEnablement implements Duty {

    @Override
    public List<StateRecord> decide(Situation situation) {
        return situation.image().topics().values().stream()
                .filter(topic -> topic.isThere() && topic.mapping() != null)
                .flatMap(topic -> next(situation.image(), topic).stream()
                        .map(migration -> StateRecord.of(topic.withMigration(migration))))
                .toList();
    }

    private static Optional<Migration> next(StateImage image, MirrorTopic topic) {
        boolean enabled = isEnabled(image, topic)
                && topic.failure() == null
                && !topic.trouble().isDeleted();
        if (topic.migration() instanceof Migration.Reject reject && enabled) {
            return Optional.of(reject.toProxy());
        }
        if (topic.migration() instanceof Migration.Proxy proxy && !enabled) {
            return Optional.of(proxy.toReject());
        }
        return Optional.empty();
    }

    /** What the mapping says, or else the link; a link without proxy credentials proxies nothing. */
    public static boolean isEnabled(StateImage image, MirrorTopic topic) {
        var link = image.links().get(topic.link());
        if (link == null || link.spec().autoMigrationSourceClusterCredentials() == null) {
            return false;
        }
        Boolean ofLink = link.spec().autoMigration().enable();
        return TopicRelease.holder(image, topic)
                .map(mapping -> mapping.autoMigration().enable())
                .orElse(ofLink != null && ofLink);
    }
}
