// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.orbit.agent.trial.SharedTrial;
import dev.orbit.agent.trial.Trial;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the Java client does in an outage at its very beginning, librdkafka does too, where it is told to be idempotent. */
@ExtendWith(SharedTrial.Holdable.class)
@Timeout(150)
class OutageIT {

    private static final Client CLIENT = Client.LIBRDKAFKA;

    private final Trial trial;

    @TempDir
    private Path directory;

    OutageIT(Trial trial) {
        this.trial = trial;
    }

    @Test
    void anIdempotentProducerThatBeganInOneGoesOnAfterIt() throws Exception {
        trial.proxy("outage-request", 1);
        trial.requests().loseProducesWith("first");

        produceUntilLost("outage-request", 3);

        assertThat(trial.source().values("outage-request")).containsExactly("first", "second", "third");
    }

    /** The source has the record already, and the producer does not know. */
    @Test
    void whatCameBeforeTheConnectionBrokeIsNotThereTwice() throws Exception {
        trial.proxy("outage-answer", 1);
        trial.requests().loseAnswersToProducesWith("first");

        produceUntilLost("outage-answer", 2);

        assertThat(trial.source().values("outage-answer")).containsExactly("first", "second", "third");
    }

    private void produceUntilLost(String topic, int count) throws Exception {
        CLIENT.missing().ifPresent(why -> assumeTrue(false, CLIENT + ": " + why));
        List<String> command = new ArrayList<>(CLIENT.command(trial.agent().bootstrapServers(), topic));
        command.addAll(List.of("-X", "enable.idempotence=true", "-X", "batch.num.messages=1", "-X", "linger.ms=0"));
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            try (OutputStream lines = process.getOutputStream()) {
                lines.write("first\nsecond\nthird\n".getBytes(UTF_8));
            }
            trial.requests().awaitLost(count);
            trial.requests().release();

            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as(() -> "it ended: " + read(output))
                    .isTrue();
            assertThat(process.exitValue()).as(() -> read(output)).isZero();
        } finally {
            trial.requests().release();
            process.destroyForcibly();
        }
    }

    private static String read(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
