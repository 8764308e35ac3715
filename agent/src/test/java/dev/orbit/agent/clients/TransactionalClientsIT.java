// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.orbit.agent.trial.SharedTrial;
import dev.orbit.agent.trial.Trial;
import dev.orbit.agent.verify.Extent;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A transactional producer is told why a mirror topic does not take its records, and leaves nothing there. */
@ExtendWith(SharedTrial.class)
@Timeout(180)
class TransactionalClientsIT {

    private final Trial trial;

    TransactionalClientsIT(Trial trial) {
        this.trial = trial;
    }

    @ParameterizedTest
    @EnumSource(names = {"JAVA_4", "JAVA_3", "LIBRDKAFKA"})
    void refusesThemWithAReasonAndMirrorsOn(Client client) throws Exception {
        client.missing().ifPresent(why -> assumeTrue(false, client + ": " + why));
        String topic = "clients-transactional-" + client.slug();
        trial.proxy(topic, 1);
        trial.source().produce(topic, 0, "before");
        trial.awaitCaughtUp(topic, 1);

        List<String> output;
        try (ClientProcess process =
                ClientProcess.start(client, client.transactional(trial.agent().bootstrapServers(), topic, topic))) {
            process.write("in a transaction");
            process.stop();
            assertThat(process.acknowledged()).isZero();
            output = process.output();
        }

        System.out.println(client + " says: " + String.join(System.lineSeparator(), output));
        assertThat(output)
                .as("what %s says", client)
                .anySatisfy(line -> assertThat(line).contains(reason(client, topic)));
        if (client != Client.JAVA_4) {
            assertThat(Files.readString(trial.agent().logFile()))
                    .contains("is refused a transaction. Topic " + topic + " mirrors " + topic);
        }
        assertThat(trial.destination().end(topic, 0)).isEqualTo(1);
        trial.source().produce(topic, 0, "after");
        trial.awaitCaughtUp(topic, 1);
        trial.assertSame(topic, Extent.EQUAL);
        assertThat(trial.source().values(topic)).containsExactly("before", "after");
    }

    /** Only an answer to a produce has room for words; older clients are refused before they produce, and the log tells. */
    private static List<String> reason(Client client, String topic) {
        return switch (client) {
            case JAVA_3 -> List.of("Could not add partitions to transaction", topic + "-0=POLICY_VIOLATION");
            case LIBRDKAFKA ->
                List.of("Failed to add partition \"" + topic + "\" [0] to transaction: Broker: Policy violation");
            default ->
                List.of(
                        "Topic " + topic,
                        "takes no transactional produces here",
                        "COMPLETE",
                        "without a transactional.id");
        };
    }
}
