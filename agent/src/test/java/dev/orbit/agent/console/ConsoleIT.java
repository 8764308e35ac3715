// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.orbit.agent.lab.AgentApi;
import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.trial.Programs;
import dev.orbit.agent.trial.SharedTrial;
import dev.orbit.agent.trial.Trial;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.FetchSettings;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.TopicMappingSpec;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The console in a real browser: what an operator sees and does there. */
@ExtendWith(SharedTrial.class)
@Timeout(180)
class ConsoleIT {

    private static final String MIGRATE = "#migrate-dialog ";
    private static final String ABORT = "#abort-dialog ";

    private static final int OFFSET_LAG = 6;
    private static final int TIME_LAG = 7;

    private final Trial trial;

    @TempDir
    Path directory;

    ConsoleIT(Trial trial) {
        this.trial = trial;
    }

    @BeforeAll
    static void assumeBrowser() {
        Optional<String> missing = Programs.missing("chromium");
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    }

    @Test
    void migratesWhatIsSelectedOnceItWasTriedOut() throws Exception {
        trial.proxy("console-one", 1);
        trial.proxy("console-two", 1);
        trial.mirror("console-rejecting", 1);
        try (Browser browser = open(trial.agent().endpoint())) {
            browser.awaitText("#topic-console-one", "PROXY");
            browser.awaitText("#topic-console-rejecting", "REJECT");
            assertThat(browser.text("#cluster")).contains("agent 1 coordinates");

            browser.type("#filter", "console-");
            browser.click("#all");
            browser.click("#migrate");
            browser.awaitText(MIGRATE + ".done", "Would start: console-one, console-two");
            assertThat(trial.topic("console-one").state()).isEqualTo(MigrationState.PROXY);
            browser.click(MIGRATE + ".go");
            browser.awaitText(MIGRATE + ".done", "Done: console-one, console-two");
            browser.click(MIGRATE + "[value=cancel]");

            browser.awaitText("#topic-console-one", "COMPLETE");
            browser.awaitText("#topic-console-two", "COMPLETE");
            browser.awaitText("#events", "complete");
        }
        trial.awaitState("console-two", MigrationState.COMPLETE);
        assertThat(trial.topic("console-rejecting").state()).isEqualTo(MigrationState.REJECT);
    }

    @Test
    void tellsWhyNothingWouldStart() throws Exception {
        trial.proxy("console-refused", 1);
        try (Browser browser = open(trial.agent().endpoint())) {
            browser.click("#topic-console-refused button.migrate");
            browser.type(MIGRATE + "[name=max_time_lag_seconds]", "10");
            browser.type(MIGRATE + "[name=max_offset_lag]", "10");

            browser.awaitText(MIGRATE + ".outcome", "Nothing would start.");
            assertThat(browser.text(MIGRATE + ".outcome")).contains("max_time_lag_seconds", "max_offset_lag");
            assertThat(browser.evaluate("document.querySelector('#migrate-dialog .go').disabled")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    void abortsOnItsRow() throws Exception {
        trial.proxy("console-abort", 1);
        try (Browser browser = open(trial.agent().endpoint());
                KafkaProducer<byte[], byte[]> transactional = trial.openTransaction("console-abort")) {
            trial.awaitMirrored("console-abort", 0);
            browser.click("#topic-console-abort button.migrate");
            browser.awaitText(MIGRATE + ".done", "Would start: console-abort");
            browser.click(MIGRATE + ".go");
            browser.awaitText("#topic-console-abort", "MIGRATING");
            browser.click(MIGRATE + "[value=cancel]");
            browser.click("#topic-console-abort button.abort");
            browser.awaitText(ABORT + ".outcome", "console-abort");
            browser.click(ABORT + ".go");

            browser.awaitText(ABORT + ".done", "Done: console-abort");
            browser.awaitText("#topic-console-abort", "aborted");
            transactional.abortTransaction();
        }
        assertThat(trial.topic("console-abort").state()).isEqualTo(MigrationState.PROXY);
    }

    /** Of an agent of its own: the counts are of all topics. */
    @Test
    void showsHowManyTopicsAreWhereHowFarBehindTheyAreAndWhatNeedsAttention() throws Exception {
        trial.source().createTopic("console-told", 1);
        trial.source().createTopic("console-behind", 1);
        trial.source().produce("console-behind", 0, "a", "b", "c", "d", "e", "f");
        try (AgentProcess agent = AgentProcess.start(directory.resolve("counting"));
                Browser browser = open(agent.endpoint())) {
            AgentApi api = new AgentApi(agent.endpoint());
            api.change(List.of(
                    Documents.putLink(trial.sourceProcess().bootstrapServers()),
                    Documents.putMapping("console-told", new AutoMigration(true))));
            browser.awaitText("#topic-console-told", "PROXY");
            assertThat(browser.text("#diagnostics")).isEmpty();
            awaitWithWrites("console-told", browser);
            assertThat(browser.text("#diagnostics"))
                    .contains("unproxied_source_writes", "console-told", "Point every producer of the topic");

            // with the first answer it has read all that it may for minutes, and what it read before it knew the epoch
            // does not count
            LinkSpec slow =
                    api.snapshot().links().get(0).spec().withName("slow").withFetch(new FetchSettings(1, 1, 1, 1L));
            api.change(List.of(
                    new Change.PutLink(slow, 0),
                    new Change.PutTopicMapping(
                            TopicMappingSpec.literal("slow", 0, "console-behind", "console-behind"), 0)));
            browser.awaitText(figure("console-behind", OFFSET_LAG), "6");

            assertThat(browser.text("#summary").split("\\s+"))
                    .containsExactly("REJECT", "1", "PROXY", "1", "MIGRATING", "0", "COMPLETE", "0");
            // how old what it lacks is, it learns with the first record
            assertThat(browser.text(figure("console-behind", TIME_LAG))).isEqualTo("unknown");
            browser.awaitText(figure("console-told", OFFSET_LAG), "0");
            browser.awaitText(figure("console-told", TIME_LAG), "0.0 s");
        }
    }

    private static String figure(String topic, int column) {
        return "#topic-" + topic + " td:nth-child(" + column + ")";
    }

    /** What is written now and then is no writer yet. */
    private void awaitWithWrites(String topic, Browser browser) {
        await().atMost(Trial.WITHIN).ignoreExceptions().until(() -> {
            trial.source().produce(topic, 0, "past the proxy");
            return browser.text("#diagnostics").contains(topic);
        });
    }

    @Test
    void asksForTheToken() throws Exception {
        Map<String, String> tokens = Map.of("ORBIT_API_READ_TOKEN", "reads", "ORBIT_API_TOKEN", "writes");
        try (AgentProcess agent = AgentProcess.start(directory.resolve("guarded"), tokens);
                Browser browser = open(agent.endpoint())) {
            browser.awaitOpen("#token-dialog");
            assertThat(browser.text("#cluster")).isEmpty();

            browser.type("#token-dialog input", "reads");
            browser.click("#token-dialog button");

            browser.awaitText("#cluster", "agent 1 coordinates");
        }
    }

    @Test
    void saysThatTheAgentIsGoneAndKeepsWhatItShowed() throws Exception {
        try (AgentProcess agent = AgentProcess.start(directory.resolve("leaving"));
                Browser browser = open(agent.endpoint())) {
            browser.awaitText("#cluster", "agent 1 coordinates");
            agent.kill();

            browser.awaitText("#problems", "does not answer");
            assertThat(browser.text("#cluster")).contains("agent 1 coordinates");
        }
    }

    private Browser open(URI endpoint) throws Exception {
        return Browser.open(directory.resolve("browser"), endpoint.resolve("/"));
    }
}
