// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Agents of different versions understand each other, as far as they know the same things. */
class MessagesTest {

    @Test
    void whatIsSaidBeyondWhatIsKnownIsLeftOut() throws Exception {
        String heartbeat = """
            {"command":"heartbeat","agent":1,"incarnation":"a","applied_offset":5,"full":true,"later":{"a":[1]},
             "links":{"default":{"error":"gone","later":1}},"closed":[],
             "partitions":[{"topic":"orders","topic_id":"id","partition":0,"leader_epoch":3,"source_end_offset":10,
              "log_start_offset":0,"last_stable_offset":10,"high_watermark":10,"log_end_offset":10,
              "stopped_attempt":0,"finding":{"finding":"later","a":1},"later":true}]}
            """;

        assertThat(Messages.read(heartbeat, Command.class)).isInstanceOfSatisfying(Command.Heartbeat.class, said -> {
            assertThat(said.appliedOffset()).isEqualTo(5);
            assertThat(said.links()).containsEntry("default", new Command.LinkReport("gone"));
            assertThat(said.partitions()).singleElement().satisfies(partition -> {
                assertThat(partition.highWatermark()).isEqualTo(10);
                assertThat(partition.finding()).isNull();
                assertThat(partition.heardLeaderEpoch()).isNull();
            });
        });
    }

    @Test
    void aCommandOfAnotherKindIsNone() throws Exception {
        assertThat(Messages.read("{\"command\":\"later\",\"agent\":1}", Command.class))
                .isNull();
    }
}
