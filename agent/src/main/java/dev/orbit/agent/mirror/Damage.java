// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.protocol.Errors;

/** What is told where a source brings no records, or damaged ones. */
final class Damage {

    private Damage() {}

    static String of(TopicPartition source, long offset, CorruptRecordException why) {
        return "source partition " + source + " brought a damaged batch at offset " + offset + ": " + why.getMessage()
                + " It is not appended, and fetched again; the other partitions go on. If it stays so, let another"
                + " replica of " + source + " lead at the source: this one's copy is damaged.";
    }

    static String notAppended(long offset, RuntimeException why) {
        return "cannot append at offset " + offset + ": "
                + (why instanceof ApiException ? why.getMessage() : why.toString());
    }

    /** What the source says instead of records. */
    static String refused(TopicPartition source, Errors cause, String message) {
        return cause == Errors.TOPIC_AUTHORIZATION_FAILED
                ? "the source does not allow Orbit's principal Read on topic " + source.topic()
                        + ". Grant the principal Read on topic " + source.topic() + " at the source."
                : "source topic " + source.topic() + ": " + message
                        + " It is asked again; if this stays, look into the source brokers' logs.";
    }

    /** What a source does not have that has what lies around it. */
    static String denied(long offset, long startOffset, long endOffset) {
        return "the source had no offset " + offset + " when it was asked for it, though its log reaches from "
                + startOffset + " to " + endOffset + ". It is asked again.";
    }

    static String endsBelow(long mirrorStart, long endOffset) {
        return "the source ends at offset " + endOffset + ", and the mirror begins at " + mirrorStart
                + ". It is mirrored from there on.";
    }

    /** The source parts from the mirror, or seems to, and does not say which. */
    static String unsettled(int epoch, long endOffset) {
        return "the source says that its records of leader epoch " + epoch + " end at offset " + endOffset
                + ", and did not answer whether it lost any or its log cleaner took them. It is asked again; if this stays,"
                + " look into the source brokers' logs.";
    }
}
