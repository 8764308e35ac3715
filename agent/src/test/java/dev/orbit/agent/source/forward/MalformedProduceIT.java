// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.metadata.RecordingListener;
import dev.orbit.agent.trial.SharedTrial;
import dev.orbit.agent.trial.Trial;
import dev.orbit.schemas.MigrationState;
import java.nio.ByteBuffer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A client that is none of Kafka's sends a proxied topic what is no batch. */
@ExtendWith(SharedTrial.class)
@Timeout(180)
class MalformedProduceIT {

    private static final int MAGIC_AT = 16;
    private static final int SIZE_AT = 8;
    private static final int SIZE_END = 12;

    private final Trial trial;

    MalformedProduceIT(Trial trial) {
        this.trial = trial;
    }

    /** Long enough to be of the newest format, and shorter than its header. */
    private static MemoryRecords cutShort(int bytes) {
        ByteBuffer batch = ByteBuffer.allocate(bytes);
        batch.putInt(SIZE_AT, bytes - SIZE_END);
        batch.put(MAGIC_AT, RecordBatch.MAGIC_VALUE_V2);
        return MemoryRecords.readableRecords(batch);
    }

    @Test
    void isRefusedAndHoldsUpNoCutover() throws Exception {
        String topic = "malformed";
        trial.proxy(topic, 1);
        SourceClientConfig config =
                SourceClientConfig.of("malformed", trial.destination().clientProperties());
        try (SourceProducer producer =
                SourceProducer.start(config, null, SourceProducer.Settings.DEFAULTS, new RecordingListener())) {
            Forwards forwards = new Forwards(producer);
            for (int bytes : new int[] {30, 50, 60}) {
                ForwardResult refused = forwards.await(forwards.forward(
                        new ForwardRequest(topic, Uuid.ZERO_UUID, 0, cutShort(bytes), (short) 1, 30_000)));

                assertThat(refused.error()).as("%s bytes: %s", bytes, refused).isEqualTo(Errors.CORRUPT_MESSAGE);
            }
        }
        trial.destination().produce(topic, 0, "well formed");

        trial.api().initiate(topic);
        trial.awaitState(topic, MigrationState.COMPLETE);
        assertThat(trial.destination().end(topic, 0)).isEqualTo(1);
    }
}
