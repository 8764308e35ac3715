// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.history;

/** Something that an operator does to a topic at the source; {@link MendTopic} alone is done at the destination. */
public sealed interface TopicChange extends Action {

    String topic();

    /** Whether the rest of the history goes on from it; else it may fail, as while a broker is away. */
    default boolean isAssured() {
        return !(this instanceof DeleteRecords || this instanceof AlterConfig || this instanceof MoveLeader);
    }

    /** A new topic, or one under the name of a topic that was deleted. */
    record CreateTopic(String topic, TopicKind kindOfTopic, int partitions) implements TopicChange {
        @Override
        public String words() {
            return topic + ", " + kindOfTopic.words() + ", with " + partitions + " partitions";
        }
    }

    /**
     * Moves a log start.
     *
     * @param percent of the partition's records that go
     */
    record DeleteRecords(String topic, int partition, int percent) implements TopicChange {
        @Override
        public String words() {
            return percent + " % of " + topic + "-" + partition;
        }
    }

    /** Sets a config. */
    record AlterConfig(String topic, String name, String value) implements TopicChange {
        @Override
        public String words() {
            return topic + ": " + name + "=" + value;
        }
    }

    /** Partitions are added until there are so many. */
    record AddPartitions(String topic, int partitions) implements TopicChange {
        @Override
        public String words() {
            return topic + " gets " + partitions;
        }
    }

    /** The mirror stays, and says that its source is gone. */
    record DeleteTopic(String topic) implements TopicChange {
        @Override
        public String words() {
            return topic;
        }
    }

    /**
     * Deleted and made anew under the same name: the mirror stays with what it has, and fails.
     *
     * @param absentMs how long no topic has the name
     */
    record RemakeTopic(String topic, int partitions, int absentMs) implements TopicChange {
        @Override
        public String words() {
            return topic + " is deleted, and made anew after " + absentMs + " ms with " + partitions + " partitions";
        }
    }

    /**
     * A mirror that has failed is deleted at the destination, so that it is made anew.
     *
     * @param byHand with Kafka's own tools; else with {@code orbit resync}
     */
    record MendTopic(String topic, boolean byHand) implements TopicChange {
        @Override
        public String words() {
            return byHand ? topic + " is deleted at the destination" : "resync of " + topic;
        }
    }

    /** Another broker becomes the leader, the other one of the two. */
    record MoveLeader(String topic, int partition) implements TopicChange {
        @Override
        public String words() {
            return topic + "-" + partition;
        }
    }
}
