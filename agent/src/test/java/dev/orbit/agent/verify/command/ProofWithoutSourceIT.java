// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.trial.Trial;
import dev.orbit.agent.verify.ProofReport;
import dev.orbit.agent.verify.ProofResult;
import dev.orbit.agent.verify.Result;
import dev.orbit.agent.verify.TopicReport;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code orbit verify} can say when the source is gone: that is how every migration ends. */
@Timeout(240)
class ProofWithoutSourceIT {

    @TempDir
    Path directory;

    @Test
    void logsOfCompleteTopicsAreHeldAgainstWhatWasRecorded() throws Exception {
        try (Trial trial = Trial.start(directory)) {
            trial.proxy("open", 1);
            for (String topic : new String[] {"kept", "altered", "cut"}) {
                trial.proxy(topic, 2);
                trial.destination().produce(topic, 0, "first", "second", "third");
                trial.api().initiate(topic);
                trial.awaitState(topic, MigrationState.COMPLETE);
            }
            trial.sourceProcess().kill();

            Verifying withSource = Verifying.of(trial);
            assertThat(withSource.code()).isEqualTo(1);
            assertThat(withSource.err()).contains("--proof-only");

            assertThatAllIsSame(trial);
            deleteTheLink(trial);
            assertThatAllIsSame(trial);
            assertThatWhatIsNotCompleteIsRefused(trial);
            assertThatWhatIsAlteredIsFound(trial);
            assertThatWhatIsGoneProvesNothing(trial);
        }
    }

    /** Who has left a source behind takes away what leads to it. */
    private static void deleteTheLink(Trial trial) throws Exception {
        Snapshot now = trial.api().snapshot();
        List<Change> deletions = new ArrayList<>();
        now.topicMappings()
                .forEach(mapping -> deletions.add(new Change.DeleteTopicMapping(
                        mapping.spec().link(), mapping.spec().source(), mapping.revision())));
        now.links()
                .forEach(link -> deletions.add(new Change.DeleteLink(link.spec().name(), link.revision())));
        trial.api().put(deletions.toArray(Change[]::new));
    }

    private static void assertThatAllIsSame(Trial trial) throws Exception {
        Verifying all = Verifying.of(trial, "--proof-only", "--json");
        assertThat(all.code()).as(all.toString()).isZero();
        assertThat(all.report().proofOnly()).isTrue();
        assertThat(all.report().topics())
                .extracting(TopicReport::topic)
                .as("those that are COMPLETE")
                .containsExactly("altered", "cut", "kept");
        assertThat(all.report().topics()).allSatisfy(topic -> {
            assertThat(topic.result()).isEqualTo(Result.SAME);
            assertThat(topic.partitions())
                    .extracting(partition ->
                            Objects.requireNonNull(partition.proof()).result())
                    .containsExactly(ProofResult.SAME, ProofResult.SAME);
        });
        Verifying told = Verifying.of(trial, "--proof-only", "--topic", "kept");
        assertThat(told.out())
                .startsWith(
                        "kept (COMPLETE): 2 partitions, records not compared: same\n    proof: partition 0: offsets 0 to 3:")
                .contains("1 topic, 2 partitions, proofs only, in ");
    }

    private static void assertThatWhatIsNotCompleteIsRefused(Trial trial) {
        Verifying run = Verifying.of(trial, "--proof-only", "--topic", "open", "kept");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("Nothing is recorded of topics that are not COMPLETE: open (REJECT).");
    }

    private void assertThatWhatIsAlteredIsFound(Trial trial) throws Exception {
        PlantedByte.replace(trial.agent().dataDirectory().resolve("altered-0"), "second", "Second");
        Path markdown = directory.resolve("report.md");
        Verifying run =
                Verifying.of(trial, "--proof-only", "--topic", "altered", "--json", "--report", markdown.toString());
        assertThat(run.code()).as(run.toString()).isEqualTo(2);
        assertThat(proof(run, 0).result()).isEqualTo(ProofResult.DIFFERS);
        assertThat(proof(run, 1).result()).isEqualTo(ProofResult.SAME);
        assertThat(markdown)
                .content()
                .contains("The source was left alone, and no record compared (--proof-only).")
                .doesNotContain("offsets compared")
                .contains("| 0 | 3 | differs | " + proof(run, 0).recorded());
    }

    private static void assertThatWhatIsGoneProvesNothing(Trial trial) throws Exception {
        trial.destination()
                .admin()
                .deleteRecords(Map.of(new TopicPartition("cut", 0), RecordsToDelete.beforeOffset(3)))
                .all()
                .get(30, TimeUnit.SECONDS);
        Verifying run = Verifying.of(trial, "--proof-only", "--topic", "cut");
        assertThat(run.code()).as(run.toString()).isEqualTo(1);
        assertThat(run.out()).contains(": NOT COMPARED: partition 0: retention has removed everything below offset 3");
    }

    private static ProofReport proof(Verifying run, int partition) throws Exception {
        return Objects.requireNonNull(
                run.report().topics().get(0).partitions().get(partition).proof());
    }
}
