// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.history;

/**
 * Something that is done with a topic whose producers go through Orbit. Nobody knows beforehand how a cutover ends, so all of
 * it is possible before COMPLETE and after.
 */
public sealed interface ProxyUse extends Action {

    String topic();

    /**
     * One producer writes, on all partitions in turn.
     *
     * @param bytesMax of a value; most are far smaller
     * @param spreadMs how long the writing takes, if nothing holds it up
     * @param seed of the random numbers that the values are made of
     */
    record Send(String topic, int records, int bytesMax, Sender sender, String compression, int spreadMs, long seed)
            implements ProxyUse {
        @Override
        public String words() {
            return records + " records to " + topic + ", up to " + bytesMax + " bytes, " + sender.words() + ", "
                    + compression + ", within " + spreadMs + " ms";
        }
    }

    /**
     * A migration is asked for. One that was COMPLETE before stays so.
     *
     * @param timeoutSeconds after which it rolls back by itself
     */
    record Initiate(String topic, int timeoutSeconds) implements ProxyUse {
        @Override
        public String words() {
            return topic + ", rolled back after " + timeoutSeconds + " s";
        }
    }

    /** A migration that is under way, or begins within seconds, is rolled back; unless it was too late. */
    record Abort(String topic) implements ProxyUse {
        @Override
        public String words() {
            return topic;
        }
    }
}
