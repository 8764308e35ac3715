// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import org.apache.kafka.common.protocol.Errors;

/** What the error of one partition in a fetch answer calls for. */
enum FetchVerdict {
    /** None: deliver. */
    OK,
    /** Try again later. */
    WAIT,
    /** The leadership is not what it seemed: look who leads now. */
    LOOK_AGAIN,
    /** As above, but if it stays so the topic is gone: then tell the target. */
    MISSING,
    /** Tell the target. */
    TELL;

    static FetchVerdict of(Errors error) {
        return switch (error) {
            case NONE -> OK;
            case OFFSET_NOT_AVAILABLE, REQUEST_TIMED_OUT, THROTTLING_QUOTA_EXCEEDED -> WAIT;
            case NOT_LEADER_OR_FOLLOWER,
                    FENCED_LEADER_EPOCH,
                    UNKNOWN_LEADER_EPOCH,
                    LEADER_NOT_AVAILABLE,
                    REPLICA_NOT_AVAILABLE,
                    KAFKA_STORAGE_ERROR,
                    BROKER_NOT_AVAILABLE,
                    NETWORK_EXCEPTION -> LOOK_AGAIN;
            // A broker learns of a new topic after the one that was asked for metadata.
            case UNKNOWN_TOPIC_OR_PARTITION, UNKNOWN_TOPIC_ID -> MISSING;
            default -> TELL;
        };
    }
}
