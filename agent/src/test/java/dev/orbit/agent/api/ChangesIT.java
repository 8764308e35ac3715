// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.FreePorts;
import dev.orbit.agent.trial.Api;
import dev.orbit.agent.trial.SharedTrial;
import dev.orbit.agent.trial.Trial;
import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.BrokerAddress;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.FetchSettings;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.LinkState;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which documents the agents take, and that a batch is taken whole or not at all. */
@ExtendWith(SharedTrial.class)
@Timeout(120)
class ChangesIT {

    private static final String SECOND = "second";

    private final Api api;
    private final Trial trial;

    ChangesIT(Trial trial) {
        this.trial = trial;
        this.api = trial.api();
    }

    @Test
    void refusesAStaleWriteAndTheWholeBatchWithIt() throws Exception {
        assertThat(api.put(mapping("api-revised", "api-revised", 0)).revisions())
                .containsExactly(1L);
        assertThat(api.put(mapping("api-revised", "api-renamed", 1)).revisions())
                .containsExactly(2L);
        Snapshot before = documents();

        for (long stale : List.of(0L, 1L, 3L)) {
            Api.Answer answer = api.change(
                    false,
                    mapping("api-beside", "api-beside", 0),
                    mapping("api-revised", "api-stale", stale),
                    new Change.DeleteLink(Documents.LINK, 99));
            assertThat(answer.status()).as(answer.body()).isEqualTo(409);
            assertThat(problems(answer))
                    .satisfiesExactly(
                            problem -> {
                                assertThat(problem.code()).isEqualTo("stale_revision");
                                assertThat(problem.field()).isEqualTo("changes[1].revision");
                                assertThat(problem.message())
                                        .contains("default/api-revised", "at revision 2", "revision " + stale);
                            },
                            problem -> assertThat(problem.field()).isEqualTo("changes[2].revision"));
        }
        assertThat(documents()).isEqualTo(before);
        api.put(new Change.DeleteTopicMapping(Documents.LINK, "api-revised", 2));
        assertThat(api.change(false, new Change.DeleteTopicMapping(Documents.LINK, "api-revised", 2))
                        .status())
                .isEqualTo(409);
    }

    @Test
    void appliesNothingWhenOneIsBadAndFindsAllThatIsBad() throws Exception {
        Snapshot before = documents();

        Api.Answer answer = api.change(
                false,
                mapping("api-good", "api-good", 0),
                regex("api-(", "", 0),
                mapping("api-one", "api-same", 0),
                mapping("api-two", "api-same", 0),
                new Change.PutTopicMapping(TopicMappingSpec.literal("nowhere", 0, "api-lost", "api-lost"), 0),
                new Change.PutLink(link("bad/name", new BrokerAddress("h:9092", 99_999), null), 0));

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(problems(answer))
                .extracting(Problem::field)
                .contains(
                        "changes[1].spec.source_regex",
                        "changes[3].spec.destination_topic",
                        "changes[4].spec.link",
                        "changes[5].spec.name",
                        "changes[5].spec.source_bootstrap_brokers[0].hostname",
                        "changes[5].spec.source_bootstrap_brokers[0].port");
        assertThat(problems(answer)).extracting(Problem::field).noneMatch(field -> field.startsWith("changes[0]"));
        assertThat(documents()).isEqualTo(before);
    }

    @Test
    void refusesASourceThatCannotBeReached() throws Exception {
        int port = FreePorts.next();

        assertThat(refusal(new Change.PutLink(link(SECOND, new BrokerAddress("127.0.0.1", port), null), 0)))
                .satisfies(problem -> {
                    assertThat(problem.message()).contains("link second", "127.0.0.1:" + port);
                    assertThat(problem.field()).startsWith("changes[0].spec.source_bootstrap_brokers");
                });
        assertThat(refusal(new Change.PutLink(link(SECOND, new BrokerAddress("no-such-host.invalid", 9092), null), 0)))
                .satisfies(problem -> assertThat(problem.message()).contains("no-such-host.invalid"));
    }

    @Test
    void refusesAnotherClusterThanTheOneThatIsPinned() throws Exception {
        String pinned = "PinnedClusterIdOfTest0";
        String actual = trial.sourceProcess().clusterId();

        assertThat(refusal(new Change.PutLink(
                        link(SECOND, address(trial.sourceProcess().bootstrapServers()), pinned), 0)))
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("wrong_source_cluster");
                    assertThat(problem.message()).contains(pinned, actual);
                });
    }

    @Test
    void refusesTheAgentItselfAsASource() throws Exception {
        assertThat(refusal(new Change.PutLink(link(SECOND, address(trial.agent().bootstrapServers()), null), 0)))
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("source_is_destination");
                    assertThat(problem.field()).isEqualTo("changes[0].spec.source_bootstrap_brokers");
                });
    }

    @Test
    void neverWritesToATopicThatIsNotOrbits() throws Exception {
        trial.source().createTopic("api-foreign", 1);
        trial.source().produce("api-foreign", 0, "from the source");
        trial.destination().createTopic("api-foreign", 1);
        trial.destination().produce("api-foreign", 0, "its own");

        for (Change change : List.of(mapping("api-foreign", "api-foreign", 0), regex("api-foreig.", "", 0))) {
            assertThat(refusal(change)).satisfies(problem -> {
                assertThat(problem.code()).isEqualTo("destination_topic_exists");
                assertThat(problem.message()).contains("api-foreign", "never written to");
            });
        }
        assertThat(api.put(mapping("api-foreign", "api-foreign-copy", 0)).topics())
                .singleElement()
                .satisfies(effect -> assertThat(effect.topic()).isEqualTo("api-foreign-copy"));
        await().atMost(Trial.WITHIN)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(trial.destination().values("api-foreign-copy"))
                        .containsExactly("from the source"));
        assertThat(trial.destination().values("api-foreign")).containsExactly("its own");
    }

    /** The first run saw the topic: had the last believed it, it would be refused too. */
    @Test
    void looksAnewBeforeItRefusesARunOfAPlan() throws Exception {
        trial.source().createTopic("api-gone", 1);
        trial.destination().createTopic("api-gone", 1);
        assertThat(api.dryRun("a plan", mapping("api-gone", "api-gone", 0)).status())
                .isEqualTo(400);
        trial.source().admin().deleteTopics(List.of("api-gone")).all().get(30, TimeUnit.SECONDS);
        // brokers hear of it after the controller has answered
        await().atMost(Trial.WITHIN).until(() -> !trial.source().topics().contains("api-gone"));

        Api.Answer again = api.dryRun("a plan", mapping("api-gone", "api-gone", 0));

        assertThat(again.status()).as(again.body()).isEqualTo(200);
    }

    /** The mapping came first, then the topic at the destination, then the one at the source. */
    @Test
    void leavesATopicAloneThatSomebodyMadeBeforeItsSource() throws Exception {
        api.put(mapping("api-late", "api-late", 0));
        trial.destination().createTopic("api-late", 1);
        trial.destination().produce("api-late", 0, "its own");
        trial.source().createTopic("api-late", 1);
        trial.source().produce("api-late", 0, "from the source");
        api.put(mapping("api-nudge", "api-nudge", 0));

        await().atMost(Trial.WITHIN)
                .untilAsserted(() -> assertThat(api.snapshot().links())
                        .singleElement()
                        .satisfies(link -> assertThat(link.error())
                                .contains("api-late is not mirrored", "exists and is not Orbit's")));
        assertThat(api.topic("api-late")).isNull();
        assertThat(trial.destination().values("api-late")).containsExactly("its own");
        api.put(
                new Change.DeleteTopicMapping(Documents.LINK, "api-late", 1),
                new Change.DeleteTopicMapping(Documents.LINK, "api-nudge", 1));
        await().atMost(Trial.WITHIN).until(() -> api.snapshot().links().get(0).error() == null);
    }

    @Test
    void keepsALinkThatMappingsBelongTo() throws Exception {
        Change source =
                new Change.PutLink(link(SECOND, address(trial.sourceProcess().bootstrapServers()), null), 0);
        Change mapping = new Change.PutTopicMapping(TopicMappingSpec.literal(SECOND, 0, "api-kept", "api-kept"), 0);
        api.put(source, mapping);

        assertThat(refusal(new Change.DeleteLink(SECOND, 1))).satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("link_has_mappings");
            assertThat(problem.message()).contains("link second", "api-kept");
        });
        assertThat(api.snapshot().links())
                .extracting(link -> link.spec().name())
                .contains(SECOND);

        assertThat(api.put(new Change.DeleteLink(SECOND, 1), new Change.DeleteTopicMapping(SECOND, "api-kept", 1))
                        .revisions())
                .containsExactly(0L, 0L);
        assertThat(api.snapshot().links())
                .extracting(link -> link.spec().name())
                .doesNotContain(SECOND);
    }

    private Problem refusal(Change change) throws Exception {
        Snapshot before = documents();
        for (boolean dryRun : List.of(true, false)) {
            Api.Answer answer = api.change(dryRun, change);
            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
            assertThat(problems(answer)).hasSize(1);
            if (!dryRun) {
                assertThat(documents()).isEqualTo(before);
                return problems(answer).get(0);
            }
        }
        throw new AssertionError();
    }

    private static List<Problem> problems(Api.Answer answer) throws Exception {
        Contract.assertKept(answer, "ErrorBody");
        return answer.problems();
    }

    /** What is declared, without what it has come to. */
    private Snapshot documents() throws Exception {
        Snapshot all = api.snapshot();
        return new Snapshot(
                all.cluster(),
                all.links().stream()
                        .map(link -> new Snapshot.Link(link.spec(), link.revision(), LinkState.ACTIVE, null, null))
                        .toList(),
                all.topicMappings(),
                List.of(),
                List.of(),
                List.of());
    }

    private static Change mapping(String source, String destination, long revision) {
        return new Change.PutTopicMapping(TopicMappingSpec.literal(Documents.LINK, 0, source, destination), revision);
    }

    private static Change regex(String regex, String prefix, long revision) {
        return new Change.PutTopicMapping(TopicMappingSpec.regex(Documents.LINK, 0, regex, prefix), revision);
    }

    private static LinkSpec link(String name, BrokerAddress broker, @Nullable String clusterId) {
        return new LinkSpec(
                name,
                List.of(broker),
                clusterId,
                Credentials.PLAINTEXT,
                null,
                AutoMigration.INHERIT,
                FetchSettings.DEFAULTS,
                ConsumerGroupSettings.DEFAULTS,
                AclSettings.DEFAULTS);
    }

    private static BrokerAddress address(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        return new BrokerAddress(hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
    }
}
