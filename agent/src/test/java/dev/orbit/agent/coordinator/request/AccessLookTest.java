// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.orbit.agent.coordinator.access.Principal;
import dev.orbit.agent.coordinator.access.SourceAccess;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceScan;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceTopic;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.schemas.ValidateRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;

/** What real sources of today do not show: old ones, and which topics are asked for at all. */
class AccessLookTest {

    private static final SourceAccess.OnTopic ALL = new SourceAccess.Told(EnumSet.allOf(AclOperation.class));
    private static final SourceAccess.OnTopic DESCRIBE = new SourceAccess.Told(Set.of(AclOperation.DESCRIBE));

    private final Source source = new Source();
    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();
    private StateImage image = StateImage.EMPTY;

    /** A source that tells what the test says; a topic it says nothing of is not there. */
    private static final class Source implements SourceAccess {
        private final Map<Principal, Map<String, OnTopic>> topics = new EnumMap<>(Principal.class);
        private final Map<Principal, Set<String>> asked = new EnumMap<>(Principal.class);
        private final List<String> groups = new ArrayList<>();
        private boolean refusesIdempotentWrites;

        private void tell(Principal who, OnTopic found, String... names) {
            Arrays.asList(names)
                    .forEach(name -> topics.computeIfAbsent(who, unused -> new TreeMap<>())
                            .put(name, found));
        }

        @Override
        public List<Broker> reach(LinkSpec link, Principal as) {
            return List.of();
        }

        @Override
        public Optional<Set<AclOperation>> onCluster(LinkSpec link, Principal as) {
            return Optional.empty();
        }

        @Override
        public Map<String, OnTopic> onTopics(LinkSpec link, Principal as, Collection<String> names) {
            asked.put(as, Set.copyOf(names));
            Map<String, OnTopic> found = new HashMap<>();
            names.forEach(
                    name -> found.put(name, topics.getOrDefault(as, Map.of()).getOrDefault(name, new Absent())));
            return found;
        }

        @Override
        public List<String> groups(LinkSpec link) {
            return groups;
        }

        @Override
        public Set<String> groupsRefused(LinkSpec link, Collection<String> groups) {
            return Set.of();
        }

        @Override
        public boolean refusesAcls(LinkSpec link) {
            return false;
        }

        @Override
        public boolean refusesBrokerConfigs(LinkSpec link) {
            return false;
        }

        @Override
        public boolean refusesIdempotentWrites(LinkSpec link) {
            return refusesIdempotentWrites;
        }
    }

    private int look(TopicMappingSpec... mappings) throws Exception {
        LinkSpec link = States.linkSpec("default", new AutoMigration(true), Credentials.PLAINTEXT);
        DeclaredLink declared = DeclaredLink.of(image, new ValidateRequest(link, List.of(mappings)));
        List<SourceTopic> shown = source.topics.getOrDefault(Principal.READER, Map.of()).entrySet().stream()
                .filter(entry -> !(entry.getValue() instanceof SourceAccess.Hidden))
                .map(entry -> new SourceTopic(entry.getKey(), States.SOURCE_TOPIC_ID, 1, false))
                .toList();
        return new AccessLook(declared, new SourceScan(States.SOURCE_CLUSTER, shown), source, problems, warnings)
                .topics(true);
    }

    /** It may come to be: that keeps no plan from being applied. */
    @Test
    void aGroupThatIsNamedAndNotThereIsWarnedOf() throws Exception {
        source.groups.addAll(List.of("billing", "others"));
        LinkSpec link = States.linkSpec("default", new AutoMigration(true), Credentials.PLAINTEXT)
                .withConsumerGroups(new ConsumerGroupSettings(true, List.of("billing", "shipping"), List.of(), "", 10));
        DeclaredLink declared = DeclaredLink.of(image, new ValidateRequest(link, List.of()));
        SourceScan scan = new SourceScan(States.SOURCE_CLUSTER, List.of());

        assertThat(new AccessLook(declared, scan, source, problems, warnings).groups())
                .isEqualTo(1);

        assertThat(problems).isEmpty();
        assertThat(warnings).singleElement().satisfies(warning -> {
            assertThat(warning.code()).isEqualTo("source_group_missing");
            assertThat(warning.field()).isEqualTo("link.consumer_groups.include");
            assertThat(warning.message()).contains("no consumer group shipping");
            assertThat(warning.remedy()).contains("check the name");
        });
    }

    @Test
    void allTopicsThatLackTheSameAreInOneProblemOfTheirMapping() throws Exception {
        source.tell(Principal.READER, ALL, "a-1", "b-1");
        source.tell(Principal.READER, DESCRIBE, "a-2", "a-3");
        source.tell(Principal.PROXY, ALL, "a-1", "a-2", "a-3");
        source.tell(Principal.PROXY, new SourceAccess.Hidden(false), "b-1");

        assertThat(look(States.regex("default", 0, "a-.*", ""), States.regex("default", 1, "b-.*", "")))
                .isEqualTo(4);

        assertThat(problems)
                .extracting(Problem::field, Problem::message)
                .containsExactly(
                        tuple(
                                "topic_mappings[0].source_regex",
                                "topic mapping default/a-.*: The source does not allow Orbit's principal"
                                        + " DescribeConfigs and Read on topics a-2, a-3."),
                        tuple(
                                "topic_mappings[1].source_regex",
                                "topic mapping default/b-.*: The source does not allow the proxy's principal"
                                        + " Describe and Write on topic b-1."));
        assertThat(warnings).isEmpty();
    }

    @Test
    void aTopicThatIsNamedIsHiddenOrNotThereAndARegexWithoutATopicIsTold() throws Exception {
        source.tell(Principal.READER, new SourceAccess.Hidden(true), "hidden");

        look(
                TopicMappingSpec.literal("default", 0, "hidden", "hidden"),
                TopicMappingSpec.literal("default", 1, "missing", "missing"),
                States.regex("default", 2, "x-.*", ""));

        assertThat(problems)
                .extracting(Problem::code, Problem::field)
                .contains(tuple("missing_privilege", "topic_mappings[0].source_topic"));
        assertThat(problems.get(0).message()).endsWith("Orbit's principal Describe and Read on topic hidden.");
        assertThat(warnings)
                .extracting(Problem::code, Problem::field)
                .containsExactlyInAnyOrder(
                        tuple("nothing_matched", "topic_mappings[2].source_regex"),
                        tuple("source_topic_missing", "topic_mappings[1].source_topic"));
    }

    @Test
    void nothingIsNeededForATopicThatIsComplete() throws Exception {
        image = States.image(
                StateRecord.of(States.topic("default", "done", 1, new Migration.Complete(List.of(0L), 1))));
        source.tell(Principal.READER, DESCRIBE, "done");

        look(States.regex("default", 0, ".*", ""));

        assertThat(source.asked.get(Principal.READER)).isEmpty();
        assertThat(problems).isEmpty();
    }

    @Test
    void theProxyIsAskedForWhatIsProxiedAlone() throws Exception {
        source.tell(Principal.READER, ALL, "mirrored", "proxied");
        source.tell(Principal.PROXY, ALL, "proxied");

        look(
                TopicMappingSpec.literal("default", 0, "mirrored", "mirrored")
                        .withAutoMigration(new AutoMigration(false)),
                TopicMappingSpec.literal("default", 1, "proxied", "proxied"));

        assertThat(source.asked.get(Principal.PROXY)).containsExactly("proxied");
        assertThat(problems).isEmpty();
    }

    @Test
    void anOldSourceWantsMoreAndTellsLess() throws Exception {
        source.tell(Principal.READER, new SourceAccess.Untold(), "orders");
        source.tell(Principal.PROXY, new SourceAccess.Untold(), "orders");
        source.refusesIdempotentWrites = true;

        look(TopicMappingSpec.literal("default", 0, "orders", "orders"));

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.message()).contains("the proxy's principal IdempotentWrite on the cluster.");
            assertThat(problem.field()).isEqualTo("link.auto_migration_source_cluster_credentials");
        });
        assertThat(warnings).extracting(Problem::code).containsExactly("privileges_untold");
    }
}
