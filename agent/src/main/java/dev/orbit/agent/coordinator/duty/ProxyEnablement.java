// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.duty;

import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.declared.Declared;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Moves topics between REJECT and PROXY as their auto migration is enabled or disabled. Of mirrors of one source topic, as
 * several links may have them, one at a time is in PROXY: a producer that writes to two names with one id would have the
 * source take its second batch for the first one's repetition.
 */
public final class ProxyEnablement implements Duty {

    @Override
    public List<StateRecord> decide(Situation situation) {
        StateImage image = situation.image();
        Set<Source> proxied = image.topics().values().stream()
                .filter(ProxyEnablement::isForwarded)
                .map(Source::of)
                .collect(Collectors.toCollection(HashSet::new));
        return image.topics().values().stream()
                .filter(topic -> topic.isThere() && topic.mapping() != null)
                .flatMap(topic -> next(image, topic, proxied).stream()
                        .map(migration -> StateRecord.of(topic.withMigration(migration))))
                .toList();
    }

    private record Source(String clusterId, String topic) {
        static Source of(MirrorTopic mirror) {
            return new Source(mirror.sourceClusterId(), mirror.sourceTopic());
        }
    }

    private static Optional<Migration> next(StateImage image, MirrorTopic topic, Set<Source> proxied) {
        boolean enabled = Declared.isProxied(image, topic)
                && topic.failure() == null
                && !topic.trouble().isDeleted();
        if (topic.migration() instanceof Migration.Reject reject && enabled && proxied.add(Source.of(topic))) {
            return Optional.of(reject.toProxy());
        }
        if (topic.migration() instanceof Migration.Proxy proxy && !enabled) {
            return Optional.of(proxy.toReject());
        }
        return Optional.empty();
    }

    private static boolean isForwarded(MirrorTopic topic) {
        return topic.migration() instanceof Migration.Proxy || topic.migration() instanceof Migration.Underway;
    }

    /** The mirror of the same source topic whose producers are forwarded; empty: none is. */
    public static Optional<MirrorTopic> twin(StateImage image, String clusterId, String sourceTopic, String topic) {
        Source source = new Source(clusterId, sourceTopic);
        return image.topics().values().stream()
                .filter(other -> !other.topic().equals(topic)
                        && isForwarded(other)
                        && Source.of(other).equals(source))
                .findFirst();
    }

    /** Why a topic's producers are refused though its auto migration is enabled; empty: they are not. */
    public static Optional<String> obstacle(StateImage image, MirrorTopic topic) {
        return topic.migration() instanceof Migration.Reject
                        && topic.mapping() != null
                        && Declared.isProxied(image, topic)
                ? twin(image, topic.sourceClusterId(), topic.sourceTopic(), topic.topic())
                        .map(ProxyEnablement::words)
                : Optional.empty();
    }

    private static String words(MirrorTopic twin) {
        return "its producers are refused: source topic " + twin.sourceTopic()
                + " has its producers forwarded as topic "
                + twin.topic() + " of link " + twin.link()
                + " already. Disable auto_migration for one of the two mappings.";
    }
}
