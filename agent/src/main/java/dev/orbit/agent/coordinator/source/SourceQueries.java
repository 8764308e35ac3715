// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.source;

import dev.orbit.agent.declared.Matching;
import dev.orbit.agent.migration.OpenTransaction;
import dev.orbit.agent.migration.SourceEnd;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.schemas.TopicMatching;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the coordinator asks of a source cluster. Every call blocks, for a bounded time, and fails with what tells
 * an operator what is wrong.
 */
public interface SourceQueries {

    /** The cluster behind a link and its topics. */
    SourceScan scan(LinkSpec link) throws SourceFailure;

    /**
     * Where newly matched topics' mirrors are to start, and the topics' configuration: an answer for each of them, whatever
     * keeps the source from telling of another.
     */
    Map<Beginning, BeginningDetails> details(LinkSpec link, Set<Beginning> beginnings) throws SourceFailure;

    /** The same of one topic. */
    default SourceTopicDetails details(LinkSpec link, SourceTopic topic, TopicMappingSpec mapping)
            throws SourceFailure {
        Beginning beginning = new Beginning(topic, mapping);
        BeginningDetails answer =
                Objects.requireNonNull(details(link, Set.of(beginning)).get(beginning));
        if (answer.details() == null) {
            throw Objects.requireNonNull(answer.failure());
        }
        return answer.details();
    }

    /**
     * Where the topics of a source that runs Orbit itself come from, as its state tells: the clusters that each mirror
     * topic's records came through, the first one first. A topic of the source's own is left out, and so is a mirror that
     * is COMPLETE.
     */
    Map<String, List<String>> origins(LinkSpec link) throws SourceFailure;

    /** What each of these topics is configured with, and which topics they are. */
    TopicConfigs topicConfigs(LinkSpec link, Collection<String> topics) throws SourceFailure;

    /**
     * What each broker says that these topics are configured with, by its address; brokers need not agree. One that does not
     * answer is left out, and so is a topic that a broker does not have or show.
     */
    Map<String, Map<String, SourceTopicConfig>> topicConfigsByBroker(LinkSpec link, Collection<String> topics)
            throws SourceFailure;

    /**
     * For how long, in ms, each of these topics keeps its tombstones; empty for one that is not compacted. One that the
     * source does not have, or does not let Orbit look at, is left out.
     */
    Map<String, OptionalLong> deleteRetentions(LinkSpec link, Collection<String> topics) throws SourceFailure;

    /** Which of these topics the source says it does not have; one that the principal may not see is not among them. */
    Set<String> missing(LinkSpec link, Collection<String> topics) throws SourceFailure;

    /** Where these topics end, each of them. */
    Map<SourceTopicId, TopicEnds> ends(LinkSpec link, EndsFor whom, Set<SourceTopicId> topics) throws SourceFailure;

    /** Who asks where topics end. What is asked for one does not wait for what is asked for the other. */
    enum EndsFor {
        CUTOVERS,
        WATCHES
    }

    /** The transactions that are open in these partitions of the topic now, as far as the source tells. */
    List<OpenTransaction> openTransactions(LinkSpec link, MirrorTopic topic, Collection<Integer> partitions)
            throws SourceFailure;

    /** Looks whether the proxy's credentials are accepted. */
    void checkProxy(LinkSpec link) throws SourceFailure;

    /**
     * Which topic is meant, and no other that has its name later.
     *
     * @param topicId {@value SourceTopic#NO_TOPIC_ID}: whichever has the name
     */
    record SourceTopicId(String name, String topicId) {}

    /**
     * Where every partition that a topic has now ends, on its leader.
     *
     * @param failure why that is not known, such as that it is not the mirrored topic any more; null where it is
     */
    record TopicEnds(
            @Nullable List<SourceEnd> ends, @Nullable SourceFailure failure) {}

    /** A source cluster at one moment. */
    record SourceScan(String clusterId, List<SourceTopic> topics) {
        public SourceScan {
            topics = List.copyOf(topics);
        }
    }

    /**
     * A topic of a source cluster.
     *
     * @param topicId {@value #NO_TOPIC_ID} where the source has none
     */
    record SourceTopic(String name, String topicId, int partitions, boolean internal) {

        /** Of every topic in Kafka before 2.8, and until a cluster is upgraded to it altogether. */
        public static final String NO_TOPIC_ID = "AAAAAAAAAAAAAAAAAAAAAA";

        /** Whether this is, as far as ids tell, the topic that had this one. */
        public boolean mayBe(String knownId) {
            return mayBeSame(topicId, knownId);
        }

        /** The first mapping of a link that matches it; none matches an internal topic. */
        public Optional<TopicMappingSpec> matched(Matching matching, String link) {
            return internal || TopicMatching.isReserved(name) ? Optional.empty() : matching.first(link, name);
        }

        /** Whether these are, as far as ids tell, the ids of one topic. */
        static boolean mayBeSame(String oneId, String otherId) {
            return oneId.equals(otherId) || oneId.equals(NO_TOPIC_ID) || otherId.equals(NO_TOPIC_ID);
        }
    }

    /**
     * What topics of a source are configured with.
     *
     * @param answering the topics whose configs these are
     * @param found by topic; one that the source does not have is left out
     * @param refused topics that Orbit may not look at, each with the reason and the remedy
     */
    record TopicConfigs(AnsweringTopics answering, Map<String, SourceTopicConfig> found, Map<String, String> refused) {
        public TopicConfigs {
            found = Map.copyOf(found);
            refused = Map.copyOf(refused);
        }
    }

    /**
     * Of a mirror that is not there yet.
     *
     * @param mapping says where it starts
     */
    record Beginning(SourceTopic topic, TopicMappingSpec mapping) {}

    /**
     * What a mirror topic is made from.
     *
     * @param failure why that is not known; null where it is
     */
    record BeginningDetails(
            @Nullable SourceTopicDetails details, @Nullable SourceFailure failure) {}

    /**
     * What a mirror topic is made from.
     *
     * @param startOffsets by partition
     * @param config of the topic
     */
    record SourceTopicDetails(List<Long> startOffsets, SourceTopicConfig config) {
        public SourceTopicDetails {
            startOffsets = List.copyOf(startOffsets);
        }
    }
}
