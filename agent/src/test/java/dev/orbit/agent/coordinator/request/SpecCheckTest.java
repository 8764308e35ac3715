// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.MappingDocument;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.BrokerAddress;
import dev.orbit.schemas.ClusterConfigSettings;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.FetchSettings;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpecCheckTest {

    private static final AutoMigration ENABLED = new AutoMigration(true);

    @Test
    void findsNothingWrongWithWhatIsRight() {
        assertThat(problems(
                        StateRecord.of(States.link("default")), StateRecord.of(States.mapping("default", "a", "b"))))
                .isEmpty();
    }

    @Test
    void namesTheDocumentOfEachProblem() {
        LinkSpec broken = new LinkSpec(
                "default",
                List.of(new BrokerAddress("kafka://host", 0)),
                null,
                Credentials.PLAINTEXT,
                null,
                AutoMigration.INHERIT,
                FetchSettings.DEFAULTS,
                ConsumerGroupSettings.DEFAULTS,
                AclSettings.DEFAULTS);

        List<Problem> problems = problems(
                StateRecord.of(new LinkDocument(broken, 1, null)),
                StateRecord.of(new MappingDocument(States.regex("default", 0, "[", ""), 1)));

        assertThat(problems)
                .extracting(Problem::code)
                .containsExactlyInAnyOrder("invalid_hostname", "invalid_port", "invalid_regex");
        assertThat(problems).allSatisfy(problem -> {
            assertThat(problem.message()).containsAnyOf("link default", "topic mapping default/[");
            assertThat(problem.field()).isNotNull();
            assertThat(problem.remedy()).isNotBlank();
        });
    }

    @Test
    void wantsALinkThatExists() {
        assertThat(problems(StateRecord.of(States.mapping("default", "a", "b"))))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("unknown_link");
                    assertThat(problem.message()).contains("default/a", "no link default");
                });
    }

    @Test
    void wantsCredentialsForAProxyWhetherTheLinkOrTheMappingAsksForIt() {
        LinkSpec without = States.linkSpec("default", AutoMigration.INHERIT, null);
        MappingDocument asking = new MappingDocument(States.literal("default", 0, "a", "a", ENABLED), 1);

        assertThat(problems(StateRecord.of(new LinkDocument(without, 1, null)), StateRecord.of(asking)))
                .extracting(Problem::code)
                .containsExactly("missing_proxy_credentials");
        assertThat(problems(StateRecord.of(new LinkDocument(States.linkSpec("default", ENABLED, null), 1, null))))
                .extracting(Problem::code)
                .containsExactly("missing_proxy_credentials");
    }

    /** Mirror topics live in one cluster, whichever link they come over. */
    @Test
    void wantsOneMappingPerDestinationTopicOverAllLinks() {
        assertThat(problems(
                        StateRecord.of(States.link("one")),
                        StateRecord.of(States.link("two")),
                        StateRecord.of(States.mapping("one", "a", "same")),
                        StateRecord.of(States.mapping("two", "b", "same"))))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("duplicate_destination");
                    assertThat(problem.message()).contains("two/b", "same");
                });
    }

    @Test
    void wantsRegexesOfConfigsToMatchSome() {
        MappingDocument mapping = States.mapping("default", "a", "b");
        MappingDocument misspelt = new MappingDocument(
                mapping.spec().withTopicConfigInclude(".*").withTopicConfigExclude("retention\\..*", "retention.mss"),
                1);

        assertThat(problems(StateRecord.of(States.link("default")), StateRecord.of(misspelt)))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("unknown_topic_config");
                    assertThat(problem.field()).isEqualTo("topic_config_exclude[1]");
                    assertThat(problem.message()).contains("retention.mss");
                });
    }

    @Test
    void refusesToIncludeWhatIsNeverTakenFromASource() {
        MappingDocument mapping = new MappingDocument(
                States.mapping("default", "a", "b")
                        .spec()
                        .withTopicConfigInclude("retention\\..*", "min\\.insync\\.replicas", "m.*"),
                1);

        assertThat(problems(StateRecord.of(States.link("default")), StateRecord.of(mapping)))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("topic_config_never_copied");
                    assertThat(problem.field()).isEqualTo("topic_config_include[1]");
                    assertThat(problem.message()).contains("[min.insync.replicas]", "replicas");
                    assertThat(problem.remedy()).contains("topic_config");
                });
    }

    @Test
    void wantsOneSourceOfTheClustersConfigurationAtMost() {
        ClusterConfigSettings copying = new ClusterConfigSettings(true);
        LinkDocument one = new LinkDocument(States.link("one").spec().withClusterConfig(copying), 1, null);
        LinkDocument two = new LinkDocument(States.link("two").spec().withClusterConfig(copying), 1, null);

        assertThat(problems(StateRecord.of(one), StateRecord.of(States.link("two"))))
                .isEmpty();
        assertThat(problems(StateRecord.of(one), StateRecord.of(two)))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("cluster_configuration_copied_twice");
                    assertThat(problem.message()).contains("link two", "[one, two]");
                });
    }

    private static List<Problem> problems(StateRecord... records) {
        return SpecCheck.problems(
                States.image(records),
                Set.of(),
                (document, problem) -> new Problem(
                        problem.code(), document + ": " + problem.message(), problem.field(), problem.remedy()));
    }
}
