// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.trial.Api;
import dev.orbit.agent.trial.SharedTrial;
import dev.orbit.agent.trial.Trial;
import dev.orbit.agent.verify.Extent;
import dev.orbit.schemas.AbortRequest;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.InitiateResponse;
import dev.orbit.schemas.Json;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicProblem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which topics a migration may start with, and what the operator is told of the others. */
@ExtendWith(SharedTrial.class)
@Timeout(180)
class LagGatesIT {

    private final Trial trial;

    LagGatesIT(Trial trial) {
        this.trial = trial;
    }

    /** One answer tells of all topics, each with its own figure; those that may start do. */
    @Test
    void refusesWhatIsTooFarBehindAndStartsTheRest() throws Exception {
        trial.proxy("lag-none", 1);
        trial.mirror("lag-rejected", 1);
        try (SlowSource slow = SlowSource.with(trial, "lag-far", "lag-too")) {
            InitiateResponse byTime = answerWhenNear("lag-none", byTime(true, 1, "lag-far", "lag-too", "lag-none"));
            assertThat(byTime.initiated()).containsExactly("lag-none");
            assertThat(problems(byTime)).containsOnlyKeys("lag-far", "lag-too");
            assertThat(problems(byTime)).allSatisfy((topic, problem) -> {
                assertThat(problem.code()).isEqualTo("time_lag_above_threshold");
                assertThat(problem.message())
                        .matches("topic " + topic + " is behind by \\d+\\.\\d s \\(\\d+ records\\); at most 1 s\\.");
                assertThat(problem.remedy()).contains("higher limit");
            });

            InitiateResponse byOffsets = trial.api().initiate(byOffsets(true, 5, "lag-far", "lag-too", "lag-none"));
            assertThat(byOffsets.initiated()).containsExactly("lag-none");
            assertThat(problems(byOffsets)).containsOnlyKeys("lag-far", "lag-too");
            assertThat(problems(byOffsets)).allSatisfy((topic, problem) -> {
                assertThat(problem.code()).isEqualTo("offset_lag_above_threshold");
                assertThat(problem.message()).matches("topic " + topic + " is behind by \\d+ records; at most 5\\.");
            });
            assertThat(trial.api()
                            .initiate(byOffsets(true, SlowSource.RECORDS, "lag-far", "lag-too"))
                            .errors())
                    .isEmpty();
            assertThat(trial.api()
                            .initiate(byTime(true, 3_600, "lag-far", "lag-too"))
                            .errors())
                    .isEmpty();

            // all of these were only asked
            assertThat(List.of("lag-far", "lag-too", "lag-none"))
                    .allSatisfy(topic -> assertThat(trial.api().topic(topic)).satisfies(found -> {
                        assertThat(found.state()).isEqualTo(MigrationState.PROXY);
                        assertThat(found.lastAttempt()).isNull();
                    }));

            InitiateResponse started =
                    answerWhenNear("lag-none", byTime(false, 1, "lag-far", "lag-none", "lag-rejected", "lag-unknown"));
            assertThat(started.initiated()).containsExactly("lag-none");
            assertThat(codes(started))
                    .isEqualTo(Map.of(
                            "lag-far", "time_lag_above_threshold",
                            "lag-rejected", "not_proxied",
                            "lag-unknown", "unknown_topic"));
            trial.awaitState("lag-none", MigrationState.COMPLETE);
            assertThat(trial.api().topic("lag-far").state()).isEqualTo(MigrationState.PROXY);
            killedWhileCatchingUp(slow, "lag-far");
        }
    }

    /** Readers that are held back do not hear of any partition for seconds. */
    private InitiateResponse answerWhenNear(String topic, InitiateRequest request) {
        return await().atMost(Trial.WITHIN)
                .until(
                        () -> trial.api().initiate(request),
                        answer -> answer.initiated().contains(topic));
    }

    /** What it holds by now, nobody knows: until it is noticed as silent too, which takes half a minute. */
    @Test
    void refusesWhatASilentSourceSaidBefore() throws Exception {
        trial.proxy("lag-silent", 2);
        trial.source().produce("lag-silent", 0, "a", "b");
        trial.awaitCaughtUp("lag-silent", 2);
        answerWhenNear("lag-silent", byTime(true, 1, "lag-silent"));

        trial.sourceProcess().suspend();
        try {
            InitiateResponse refused = await().atMost(Duration.ofSeconds(25))
                    .until(
                            () -> trial.api().initiate(byTime(true, 2, "lag-silent")),
                            answer -> answer.initiated().isEmpty());
            assertThat(codes(refused)).isEqualTo(Map.of("lag-silent", "time_lag_above_threshold"));
            assertThat(trial.api().initiate(byTime(false, 2, "lag-silent")).initiated())
                    .isEmpty();
            assertThat(trial.api().topic("lag-silent")).satisfies(topic -> {
                assertThat(topic.state()).isEqualTo(MigrationState.PROXY);
                assertThat(topic.offsetLag()).isZero();
                assertThat(topic.timeLagSeconds()).isGreaterThan(5);
            });
        } finally {
            trial.sourceProcess().resume();
        }

        answerWhenNear("lag-silent", byTime(false, 1, "lag-silent"));
        trial.awaitState("lag-silent", MigrationState.COMPLETE);
    }

    /** Producers are served all the while; once the agent runs again the cutover goes on to its end. */
    private void killedWhileCatchingUp(SlowSource slow, String topic) throws Exception {
        try (Writers writers = Writers.startForKills(trial.destination(), topic, 2)) {
            assertThat(trial.api().initiate(byTime(false, 3_600, topic)).initiated())
                    .containsExactly(topic);
            writers.awaitProgress();
            assertThat(trial.api().topic(topic).state()).isEqualTo(MigrationState.MIGRATING);
            trial.agent().kill();
            slow.end();
            trial.agent().restart();
            slow.close();
            trial.awaitState(topic, MigrationState.COMPLETE);
            assertThat(trial.api().topic(topic).lastAttempt().attempt()).isEqualTo(1);
            writers.finish();
            writers.assertKept(trial.destination());
        }
        trial.assertSame(topic, Extent.SOURCE_IS_PREFIX);
    }

    @Test
    void takesTopicsByRegexOfTheWholeName() throws Exception {
        trial.proxy("lag-regex-1", 1);
        trial.proxy("lag-regex-2", 1);
        trial.proxy("lag-regex-22", 1);

        InitiateResponse asked =
                trial.api().initiate(new InitiateRequest("default", List.of(), "lag-regex-.", true, null, null, null));
        assertThat(asked.initiated()).containsExactlyInAnyOrder("lag-regex-1", "lag-regex-2");
        assertThat(asked.errors()).isEmpty();
        InitiateResponse started = trial.api()
                .initiate(new InitiateRequest(null, List.of("lag-regex-2"), "lag-regex-1", false, null, null, null));
        assertThat(started.initiated()).containsExactlyInAnyOrder("lag-regex-1", "lag-regex-2");
        trial.awaitState("lag-regex-1", MigrationState.COMPLETE);
        trial.awaitState("lag-regex-2", MigrationState.COMPLETE);

        InitiateResponse again =
                trial.api().initiate(new InitiateRequest(null, List.of(), "lag-regex-.*", false, null, null, null));
        assertThat(again.initiated()).containsExactly("lag-regex-22");
        assertThat(codes(again))
                .isEqualTo(Map.of("lag-regex-1", "already_complete", "lag-regex-2", "already_complete"));
        trial.awaitState("lag-regex-22", MigrationState.COMPLETE);
        assertThat(trial.api().initiate(new InitiateRequest(null, List.of(), "no-such-topic", false, null, null, null)))
                .isEqualTo(new InitiateResponse(List.of(), List.of()));
    }

    @Test
    void refusesRequestsThatMakeNoSense() throws Exception {
        assertThat(refusal(new InitiateRequest(null, List.of("t"), null, false, 10, 10L, null)))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("conflicting_lag_thresholds");
                    assertThat(problem.message())
                            .contains("max_time_lag_seconds is 10")
                            .contains("max_offset_lag is 10");
                    assertThat(problem.remedy()).contains("at most one");
                });
        assertThat(refusal(new InitiateRequest(null, List.of("t"), null, false, -1, -2L, -3)))
                .extracting(Problem::field)
                .containsExactlyInAnyOrder("max_time_lag_seconds", "max_offset_lag", "migration_timeout_seconds");
        assertThat(refusal(new InitiateRequest(null, List.of(), null, false, null, null, null)))
                .extracting(Problem::code)
                .containsExactly("no_topics_selected");
        assertThat(refusal(new InitiateRequest(null, List.of(), "lag-(", false, null, null, null)))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("invalid_regex");
                    assertThat(problem.field()).isEqualTo("topic_regex");
                    assertThat(problem.message()).contains("lag-(");
                });
        Api.Answer noLink = trial.api()
                .post(
                        "/v1/migrations/abort",
                        Json.MAPPER.writeValueAsString(new AbortRequest("nowhere", List.of("t"), null)));
        assertThat(noLink.status()).isEqualTo(404);
        assertThat(noLink.problems()).extracting(Problem::code).containsExactly("unknown_link");
    }

    private List<Problem> refusal(InitiateRequest request) throws Exception {
        Api.Answer answer = trial.api().post("/v1/migrations/initiate", Json.MAPPER.writeValueAsString(request));
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        return answer.problems();
    }

    private static InitiateRequest byTime(boolean dryRun, int seconds, String... topics) {
        return new InitiateRequest(null, List.of(topics), null, dryRun, seconds, null, null);
    }

    private static InitiateRequest byOffsets(boolean dryRun, long records, String... topics) {
        return new InitiateRequest(null, List.of(topics), null, dryRun, null, records, null);
    }

    private static Map<String, Problem> problems(InitiateResponse answer) {
        return answer.errors().stream().collect(Collectors.toMap(TopicProblem::topic, TopicProblem::problem));
    }

    private static Map<String, String> codes(InitiateResponse answer) {
        return answer.errors().stream()
                .collect(Collectors.toMap(
                        TopicProblem::topic, error -> error.problem().code()));
    }
}
