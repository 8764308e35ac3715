// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.declared;

import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Of mirrors of one source topic, as several links may have them, the one whose producers are forwarded, or were until it
 * was opened. No other is proxied meanwhile: a producer that writes to two names with one id would have the source take its
 * second batch for the first one's repetition. Used by one thread.
 */
public final class SourceHolders {

    private final Map<Source, Holder> holders = new HashMap<>();

    private record Source(String clusterId, String topic) {}

    /**
     * Who holds a source topic.
     *
     * @param sourceTopic its name
     * @param topic the mirror's name at the destination
     * @param isOpened whether it is COMPLETE or becomes so: then it holds the source topic for good
     */
    public record Holder(String sourceTopic, String link, String topic, boolean isOpened) {

        /** What stands against another mirror of the source topic, as a clause. */
        public String reason() {
            return "source topic " + sourceTopic
                    + (isOpened
                            ? " is COMPLETE as topic " + topic + " of link " + link
                                    + ", and what is written there does not get to the source any more"
                            : " has its producers forwarded as topic " + topic + " of link " + link + " already");
        }

        /** What to do, of the topic that waits. */
        public String remedy(String waiting) {
            return isOpened
                    ? "Remove the mapping of topic " + waiting + ", or disable auto_migration for it."
                    : "Disable auto_migration for one of the two mappings.";
        }
    }

    public static SourceHolders of(StateImage image) {
        SourceHolders holders = new SourceHolders();
        image.topics().values().stream().filter(SourceHolders::isHolding).forEach(holders::add);
        return holders;
    }

    /** Of none yet. */
    public SourceHolders() {}

    public static boolean isHolding(MirrorTopic topic) {
        return topic.migration() instanceof Migration.Proxy
                || topic.migration() instanceof Migration.Underway
                || topic.migration() instanceof Migration.Complete;
    }

    /** A topic that holds its source topic as it is; of several, one that is COMPLETE is told. */
    public void add(MirrorTopic topic) {
        add(topic, topic.migration() instanceof Migration.Complete);
    }

    /**
     * A topic that holds its source topic.
     *
     * @param isOpened see {@link Holder}
     */
    public void add(MirrorTopic topic, boolean isOpened) {
        Holder holder = new Holder(topic.sourceTopic(), topic.link(), topic.topic(), isOpened);
        holders.merge(
                new Source(topic.sourceClusterId(), topic.sourceTopic()),
                holder,
                (known, next) -> next.isOpened() ? next : known);
    }

    /** The one that holds a source topic; empty: none does. */
    public Optional<Holder> holder(String clusterId, String sourceTopic) {
        return Optional.ofNullable(holders.get(new Source(clusterId, sourceTopic)));
    }

    /** Has a topic's producers forwarded, unless another holds its source topic: that one is returned then. */
    public Optional<Holder> take(String clusterId, String sourceTopic, String link, String topic) {
        return Optional.ofNullable(
                holders.putIfAbsent(new Source(clusterId, sourceTopic), new Holder(sourceTopic, link, topic, false)));
    }
}
