// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.BrokerAddress;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.FetchSettings;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.LinkState;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.MirrorState;
import dev.orbit.schemas.Snapshot;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TopicChoiceTest {

    private static final Snapshot TWO_LINKS = snapshot(List.of("eu", "us"), "eu/orders", "eu/audit.a", "us/orders-us");

    private static Snapshot snapshot(List<String> links, String... topics) {
        return new Snapshot(
                new Snapshot.Cluster("c", 1, List.of()),
                links.stream()
                        .map(name -> new Snapshot.Link(
                                new LinkSpec(
                                        name,
                                        List.of(new BrokerAddress("h", 1)),
                                        null,
                                        Credentials.PLAINTEXT,
                                        null,
                                        AutoMigration.INHERIT,
                                        FetchSettings.DEFAULTS,
                                        ConsumerGroupSettings.DEFAULTS,
                                        AclSettings.DEFAULTS),
                                1,
                                LinkState.ACTIVE,
                                "s",
                                null))
                        .toList(),
                List.of(),
                Arrays.stream(topics)
                        .map(topic -> topic.split("/"))
                        .map(topic -> new Snapshot.Topic(
                                topic[0],
                                topic[1],
                                topic[1],
                                topic[1],
                                MigrationState.REJECT,
                                MirrorState.ACTIVE,
                                null,
                                null,
                                null,
                                null,
                                List.of()))
                        .toList(),
                List.of(),
                List.of());
    }

    private static Stream<String> chosen(List<String> topics, @Nullable String regex) {
        return new TopicChoice("eu", topics, regex, false)
                .topics(TWO_LINKS, "eu").stream().map(Snapshot.Topic::topic);
    }

    @Test
    void allOfTheLinkOrThoseThatAreNamedOrMatch() {
        assertThat(chosen(List.of(), null)).containsExactly("audit.a", "orders");
        assertThat(chosen(List.of("orders"), null)).containsExactly("orders");
        assertThat(chosen(List.of(), "audit\\..*")).containsExactly("audit.a");
        assertThat(chosen(List.of("orders"), "audit\\..*")).containsExactly("audit.a", "orders");
    }

    @Test
    void whatIsNotThereIsNamedWithWhatIs() {
        assertThatThrownBy(() -> chosen(List.of("orders", "orders-us"), null))
                .hasMessage(
                        "The link \"eu\" has no mirror topic orders-us. Its mirror topics are: audit.a, orders. Give"
                                + " names at the destination. [unknown_topic]");
        assertThatThrownBy(() -> chosen(List.of(), "order"))
                .hasMessageContaining("matches order.")
                .hasMessageContainingAll("audit.a, orders", "[no_topic]");
        assertThatThrownBy(() -> chosen(List.of(), "(")).hasMessageContaining("[invalid_regex]");
        assertThatThrownBy(() -> new TopicChoice(null, List.of(), null, false).topics(snapshot(List.of("eu")), "eu"))
                .hasMessageContaining("The link has no mirror topic yet.");
    }

    @Test
    void theLinkIsTheOnlyOneOrIsNamed() {
        assertThat(new TopicChoice(null, List.of(), null, false).link(snapshot(List.of("eu"))))
                .isEqualTo("eu");
        assertThat(new TopicChoice("us", List.of(), null, false).link(TWO_LINKS))
                .isEqualTo("us");
        assertThatThrownBy(() -> new TopicChoice(null, List.of(), null, false).link(TWO_LINKS))
                .hasMessageContaining("eu, us")
                .hasMessageContaining("--link");
        assertThatThrownBy(() -> new TopicChoice("asia", List.of(), null, false).link(TWO_LINKS))
                .hasMessageContaining("no link \"asia\"");
        assertThatThrownBy(() -> new TopicChoice(null, List.of(), null, false).link(snapshot(List.of())))
                .hasMessageContaining("[no_link]");
    }

    @Test
    void whereOnlyProofsAreComparedTheLinkIsOneThatLeftCompleteTopics() {
        Snapshot.Topic complete = new Snapshot.Topic(
                "old",
                "a",
                "a",
                null,
                MigrationState.COMPLETE,
                MirrorState.ACTIVE,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                new Snapshot.Completion("2026-01-01T00:00:00Z", List.of()),
                "s",
                null);
        Snapshot base = snapshot(List.of("eu"), "eu/orders");
        Snapshot left = new Snapshot(
                base.cluster(),
                base.links(),
                List.of(),
                Stream.concat(base.topics().stream(), Stream.of(complete)).toList(),
                List.of(),
                List.of());

        assertThat(proofOnly(null).link(left)).isEqualTo("old");
        assertThat(proofOnly("old").topics(left, "old")).containsExactly(complete);
        assertThat(proofOnly("eu").link(left)).isEqualTo("eu");
        assertThatThrownBy(() -> proofOnly("eu").topics(left, "eu")).hasMessageContaining("[not_complete]");
        assertThatThrownBy(() -> proofOnly("asia").link(left)).hasMessageContaining("There is: old.");
        assertThatThrownBy(() -> proofOnly(null).link(base)).hasMessageContaining("[not_complete]");
        assertThatThrownBy(() -> new TopicChoice("old", List.of(), null, false).link(left))
                .hasMessageContaining("[unknown_link]");
    }

    private static TopicChoice proofOnly(@Nullable String link) {
        return new TopicChoice(link, List.of(), null, true);
    }
}
