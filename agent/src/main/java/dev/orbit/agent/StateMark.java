// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import dev.orbit.agent.broker.LogDirectories;
import dev.orbit.agent.broker.state.StateTopic;
import dev.orbit.schemas.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.Uuid;

/**
 * Which state topic this agent has read, in a file beside its metadata log: should that topic be gone one day, the agent must
 * not take its mirror topics for ordinary ones.
 */
final class StateMark {

    private static final String FILE = "orbit.state.id";

    private final Path file;

    StateMark(Path directory) {
        this.file = directory.resolve(FILE);
    }

    static StateMark of(Properties kafka) {
        return new StateMark(Path.of(LogDirectories.ofMetadata(kafka)));
    }

    /** The state topic is gone, or another has its name; the message says what to do. */
    static final class StateLostException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StateLostException(Problem problem) {
            super(problem.toString());
        }
    }

    /** The state topic's id; empty while this agent has not seen any. */
    Optional<String> known() throws IOException {
        return Files.exists(file)
                ? Optional.of(Files.readString(file, StandardCharsets.UTF_8).trim())
                : Optional.empty();
    }

    /**
     * From now on this agent reads the topic of this id, and no other.
     *
     * @param topicId of the topic that has the state's name
     * @throws StateLostException when it has read another
     */
    void keep(Uuid topicId) throws IOException {
        Optional<String> before = known();
        if (before.isEmpty()) {
            write(topicId.toString());
        } else if (!before.get().equals(topicId.toString())) {
            throw lost("topic " + StateTopic.NAME + " has the id " + topicId + ", and this agent's state was in the one"
                    + " with the id " + before.get() + ": that was deleted.");
        }
    }

    /** There is no topic of the state's name any more. */
    StateLostException lost() throws IOException {
        return lost("there is no topic " + StateTopic.NAME + ", and this agent's state was in it (id "
                + known().orElse("unknown") + "): it was deleted.");
    }

    private StateLostException lost(String message) {
        return new StateLostException(new Problem(
                "state_lost",
                message
                        + " Without it this agent would take mirror topics for ordinary ones, and let anybody write to"
                        + " them.",
                null,
                "To begin anew, run Apache Kafka itself with this configuration, on listeners that no producer reaches,"
                        + " and delete the mirror topics that are not COMPLETE; then remove " + file
                        + " at every agent, start them, and declare links and mappings from their documents."));
    }

    private void write(String topicId) throws IOException {
        Path written = file.resolveSibling(FILE + ".tmp");
        try (FileChannel channel = FileChannel.open(
                written, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(ByteBuffer.wrap((topicId + "\n").getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
