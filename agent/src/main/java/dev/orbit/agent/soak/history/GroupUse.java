// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.history;

/** Something that consumers do. */
public sealed interface GroupUse extends Action {

    String group();

    /**
     * The group commits at the source, on all partitions of a topic.
     *
     * @param percent of each partition's records that lie below the commit
     */
    record CommitOffsets(String group, String topic, int percent) implements GroupUse {
        @Override
        public String words() {
            return group + " commits " + percent + " % of " + topic;
        }
    }

    /** The group moves: a member of it reads a topic at the destination, commits, and leaves after some seconds. */
    record UseAtDestination(String group, String topic) implements GroupUse {
        @Override
        public String words() {
            return group + " reads " + topic + " at the destination, and commits there";
        }
    }

    /** The group is deleted at the destination, so that Orbit copies it again. */
    record ForgetGroup(String group) implements GroupUse {
        @Override
        public String words() {
            return group + " is deleted at the destination";
        }
    }
}
