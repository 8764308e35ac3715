// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas.check;

import static dev.orbit.schemas.check.Specs.brief;
import static dev.orbit.schemas.check.Specs.literal;
import static dev.orbit.schemas.check.Specs.regex;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.BrokerAddress;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.FetchSettings;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicMappingChecksTest {

    private static List<String> found(TopicMappingSpec mapping) {
        return brief(TopicMappingChecks.problems(mapping));
    }

    @Test
    void acceptsBothForms() {
        assertThat(found(literal("orders", "orders"))).isEmpty();
        assertThat(found(regex("orders\\..*", "eu."))).isEmpty();
        assertThat(found(regex(".*", ""))).isEmpty();
    }

    @Test
    void wantsOneFormWhole() {
        assertThat(found(literal(null, null))).containsExactly("null: missing_source");
        assertThat(found(literal(null, "a"))).containsExactly("null: missing_source");
        assertThat(found(regex(null, "a"))).containsExactly("null: missing_source");
        assertThat(found(literal("a", null))).containsExactly("destination_topic: missing_destination_topic");
        assertThat(found(Specs.mapping("l", "a", "b", "c", "d"))).containsExactly("null: mixed_mapping_forms");
        assertThat(found(Specs.mapping("l", "a", null, null, "d"))).containsExactly("null: mixed_mapping_forms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a b", "a/b", "ä", "orders.*"})
    void refusesNamesThatKafkaDoesNotAllow(String name) {
        assertThat(found(literal(name, "b"))).containsExactly("source_topic: invalid_topic_name");
        assertThat(found(literal("a", name))).containsExactly("destination_topic: invalid_topic_name");
    }

    @Test
    void boundsTheLengthOfNames() {
        assertThat(found(literal("a".repeat(249), "b"))).isEmpty();
        assertThat(TopicMappingChecks.problems(literal("a".repeat(250), "b"))
                        .get(0)
                        .message())
                .contains("has 250 characters, more than 249");
        assertThat(found(regex("a", "b".repeat(249))))
                .containsExactly("destination_prefix: invalid_destination_prefix");
    }

    @ParameterizedTest
    @ValueSource(strings = {"__consumer_offsets", "__transaction_state", "__orbit_state", "orders.orbit-strays"})
    void refusesInternalTopics(String name) {
        assertThat(found(literal(name, "b"))).containsExactly("source_topic: reserved_topic");
        assertThat(found(literal("a", name))).containsExactly("destination_topic: reserved_topic");
    }

    @Test
    void refusesPrefixesThatLeadAstray() {
        assertThat(found(regex("a", "__orbit_x"))).containsExactly("destination_prefix: reserved_topic");
        assertThat(found(regex("a", "eu/"))).containsExactly("destination_prefix: invalid_destination_prefix");
    }

    @Test
    void saysWhereARegexDoesNotParse() {
        assertThat(TopicMappingChecks.problems(regex("orders[", "")).get(0).message())
                .startsWith("The regex \"orders[\" does not parse: ")
                .contains("missing closing ]");
        assertThat(found(regex("*", ""))).containsExactly("source_regex: invalid_regex");
        assertThat(found(regex("", ""))).containsExactly("source_regex: invalid_regex");
    }

    @Test
    void wantsRegexesThatParseWhereTheyMeanSomething() {
        TopicMappingSpec all = TopicMappingSpec.regex("l", 0, ".*", "");

        assertThat(found(all.withExclude("a", ".*-tmp").withTopicConfigInclude("retention.*")))
                .isEmpty();
        assertThat(found(all.withExclude("a", "[", "")
                        .withTopicConfigInclude("*")
                        .withTopicConfigExclude("a", "(")))
                .containsExactly(
                        "exclude[1]: invalid_regex",
                        "exclude[2]: invalid_regex",
                        "topic_config_include[0]: invalid_regex",
                        "topic_config_exclude[1]: invalid_regex");
        assertThat(found(all.withTopicConfigInclude())).containsExactly("topic_config_include: empty_include");
        assertThat(found(TopicMappingSpec.literal("l", 0, "a", "a").withExclude("b")))
                .containsExactly("exclude: exclude_without_regex");
    }

    private static TopicMappingSpec starting(boolean latest, @Nullable String timestamp) {
        TopicMappingSpec mapping = TopicMappingSpec.literal("l", 0, "a", "a").since(timestamp);
        return latest ? mapping.fromLatest() : mapping;
    }

    @Test
    void wantsOneStartInRfc3339() {
        assertThat(found(starting(false, "2026-01-31T08:00:00Z"))).isEmpty();
        assertThat(found(starting(false, "2026-01-31T08:00:00.5+02:00"))).isEmpty();
        assertThat(found(starting(false, "2026-01-31"))).containsExactly("start_timestamp: invalid_start_timestamp");
        assertThat(found(starting(false, "2026-02-30T08:00:00Z")))
                .containsExactly("start_timestamp: invalid_start_timestamp");
        assertThat(found(starting(true, "2026-01-31T08:00:00Z"))).containsExactly("start_timestamp: conflicting_start");
    }

    @Test
    void wantsProxyCredentialsWhereTheMappingAsksForTheProxy() {
        LinkSpec plain = Specs.link("l", new BrokerAddress("h", 1));
        LinkSpec proxying =
                Specs.link("l", List.of(), Credentials.PLAINTEXT, Credentials.PLAINTEXT, null, FetchSettings.DEFAULTS);
        TopicMappingSpec asking = TopicMappingSpec.literal("l", 0, "a", "a").withAutoMigration(new AutoMigration(true));

        assertThat(TopicMappingChecks.proxyProblem(plain, asking)).isPresent();
        assertThat(TopicMappingChecks.proxyProblem(proxying, asking)).isEmpty();
        assertThat(TopicMappingChecks.proxyProblem(plain, literal("a", "a"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 31_536_001})
    void watchesASourceForAYearAtMost(int seconds) {
        AutoMigration watching = new AutoMigration(null, seconds);

        assertThat(found(literal("a", "a").withAutoMigration(watching)))
                .containsExactly("auto_migration.source_watch_seconds: invalid_source_watch_seconds");
        assertThat(brief(LinkChecks.problems(
                        Specs.link("l", new BrokerAddress("h", 1)).withAutoMigration(watching))))
                .containsExactly("auto_migration.source_watch_seconds: invalid_source_watch_seconds");
        assertThat(found(literal("a", "a").withAutoMigration(new AutoMigration(null, 0))))
                .isEmpty();
    }
}
