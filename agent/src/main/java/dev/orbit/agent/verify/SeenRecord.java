// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record and what has become of it. */
record SeenRecord(ConsumerRecord<byte[], byte[]> record, Outcome outcome) {

    long offset() {
        return record.offset();
    }
}
