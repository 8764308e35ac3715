// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.quickstart;

import dev.orbit.agent.lab.Teardown;
import dev.orbit.agent.verify.ComparisonReport;
import dev.orbit.agent.verify.Extent;
import dev.orbit.agent.verify.RecordComparison;
import dev.orbit.agent.verify.TopicPair;
import dev.orbit.schemas.MigrationState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.IsolationLevel;

/** The order of events: a source with a past, a mirror, live applications on the agent, a cutover, the judgement. */
final class Quickstart {

    private static final String ORDERS = "orders";
    private static final String PAYMENTS = "payments";
    static final List<String> TOPICS = List.of(ORDERS, PAYMENTS);
    private static final Duration STATE_WITHIN = Duration.ofSeconds(60);
    private static final Duration CONSUMED_WITHIN = Duration.ofSeconds(20);
    private static final Duration PHASE_WITHIN = Duration.ofSeconds(30);
    private static final int ORDERS_BEFORE = 20;
    private static final int PAYMENTS_BEFORE = 10;
    private static final int RECORDS_PER_PHASE = 1_500;

    private final Function<Stage, Declaration> declare;
    private final Teardown teardown;
    private final Progress progress;
    private final Workload workload = new Workload();

    /**
     * A quickstart that is yet to be played.
     *
     * @param declare prepares how the agent of a stage is told what is to be
     */
    Quickstart(Function<Stage, Declaration> declare, Teardown teardown, Progress progress) {
        this.declare = declare;
        this.teardown = teardown;
        this.progress = progress;
    }

    /** What was played, and how it ended. */
    record Outcome(Stage stage, Declaration declaration, Report report) {}

    /**
     * Plays it.
     *
     * @throws IllegalStateException if a step fails; the message says which program said what
     */
    Outcome run() {
        Stage stage = Stage.set(teardown, progress);
        writeHistory(stage);
        Declaration declaration = declare.apply(stage);
        progress.detail("declared by " + declaration.description());
        StateWatch states = teardown.add(StateWatch.start(stage.api(), progress));

        progress.step("first apply: a link to the source, and a mapping for each topic");
        declaration.mirror();
        states.await(TOPICS, MigrationState.PROXY, STATE_WITHIN);

        progress.step("starting a producer and a consumer on the agent, which forwards to the source");
        LiveConsumer consumer = teardown.add(LiveConsumer.start(stage.agent().bootstrapServers(), TOPICS));
        LiveProducer producer = teardown.add(startProducer(stage));
        awaitRecords("forwarded");
        compare(stage);

        progress.step("second apply, migrate = true: both topics are cut over while the producer runs");
        declaration.migrate();
        states.await(TOPICS, MigrationState.COMPLETE, STATE_WITHIN);
        awaitRecords("written to the agent itself");

        progress.step("stopping the producer; reading both clusters to the end");
        producer.finish();
        Report report = report(stage, consumer);
        consumer.close();
        states.close();
        return new Outcome(stage, declaration, report);
    }

    private void writeHistory(Stage stage) {
        progress.step("writing " + ORDERS_BEFORE + " orders and " + PAYMENTS_BEFORE
                + " payments to the source, half of them in transactions, and aborting some");
        History history = new History(stage.source().bootstrapServers(), workload);
        history.write(ORDERS, 3, "order-", ORDERS_BEFORE);
        history.write(PAYMENTS, 2, "payment-", PAYMENTS_BEFORE);
    }

    private LiveProducer startProducer(Stage stage) {
        return LiveProducer.start(
                stage.agent().bootstrapServers(),
                List.of(
                        new LiveProducer.LiveTopic(ORDERS, "order-", ORDERS_BEFORE + 1),
                        new LiveProducer.LiveTopic(PAYMENTS, "payment-", PAYMENTS_BEFORE + 1)),
                workload);
    }

    private void awaitRecords(String how) {
        int before = workload.acknowledgedCount();
        // Too few is no failure here: the report tells.
        Threads.await(
                () -> workload.acknowledgedCount() - before >= RECORDS_PER_PHASE
                        || !workload.failures().isEmpty(),
                PHASE_WITHIN);
        progress.step((workload.acknowledgedCount() - before) + " live records acknowledged, " + how);
    }

    /** While the mirror runs, all that is at the destination is what is at the source. */
    private void compare(Stage stage) {
        for (IsolationLevel isolationLevel : IsolationLevel.values()) {
            ComparisonReport comparison = RecordComparison.compare(
                    Map.of("bootstrap.servers", stage.source().bootstrapServers()),
                    Map.of("bootstrap.servers", stage.agent().bootstrapServers()),
                    TOPICS.stream().map(TopicPair::same).toList(),
                    isolationLevel,
                    Extent.DESTINATION_IS_PREFIX);
            if (!comparison.isEqual()) {
                throw new IllegalStateException("The mirror is not as the source is: " + comparison);
            }
            progress.step("compared offset, key, value, headers and timestamp, " + isolationLevel + ": " + comparison);
        }
    }

    private Report report(Stage stage, LiveConsumer consumer) {
        Threads.await(
                () -> consumer.readCount() >= workload.acknowledgedCount() || consumer.failure() != null,
                CONSUMED_WITHIN);
        List<Report.Topic> topics = TOPICS.stream()
                .map(topic -> new Report.Topic(
                        Judge.judge(
                                topic,
                                workload.acknowledged(topic),
                                Found.in(stage.source().bootstrapServers(), topic),
                                Found.in(stage.agent().bootstrapServers(), topic)),
                        workload.longestPauseMs(topic)))
                .toList();
        List<String> failures = new ArrayList<>(workload.failures());
        String failure = consumer.failure();
        if (failure != null) {
            failures.add("consumer: " + failure);
        }
        return new Report(topics, consumer.readCount(), consumer.repeatedCount(), failures);
    }
}
