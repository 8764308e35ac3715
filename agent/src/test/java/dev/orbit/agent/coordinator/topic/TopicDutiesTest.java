// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.declared.SourceHolders;
import dev.orbit.agent.state.AgentRegistration;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.MappingDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.MigrationState;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Releasing topics, and moving them between REJECT and PROXY. */
class TopicDutiesTest {

    private static final StateRecord LINK = StateRecord.of(States.link("default"));
    private static final MirrorTopic PROXIED = States.topic("default", "orders", 1, new Migration.Proxy());

    @Test
    void releasesATopicWhoseMappingIsGoneAndClosesIt() {
        assertThat(release(LINK, StateRecord.of(PROXIED)))
                .containsExactly(StateRecord.of(PROXIED.withMapping("default", null, new Migration.Reject())));
    }

    @Test
    void releasesATopicWhoseLinkIsGone() {
        StateRecord mapping = StateRecord.of(States.mapping("default", "orders", "orders"));

        assertThat(release(mapping, StateRecord.of(PROXIED))).hasSize(1);
    }

    @Test
    void releasesATopicThatIsToHaveAnotherName() {
        assertThat(release(
                        LINK, StateRecord.of(States.mapping("default", "orders", "renamed")), StateRecord.of(PROXIED)))
                .hasSize(1);
    }

    @Test
    void keepsATopicThatAnyMappingHolds() {
        StateRecord regex = StateRecord.of(new MappingDocument(States.regex("default", 0, "ord.*", ""), 1));

        assertThat(release(LINK, regex, StateRecord.of(PROXIED))).isEmpty();
    }

    /** It would be opened by nobody, or taken out of a cutover half way. */
    @Test
    void releasesNeitherWhatIsCompleteNorWhatMigrates() {
        assertThat(release(
                        LINK,
                        StateRecord.of(PROXIED.withMigration(new Migration.Complete(List.of(1L), 1))),
                        StateRecord.of(
                                States.topic("default", "payments", 1, new Migration.CatchingUp(States.attempt(1))))))
                .isEmpty();
    }

    /** A mapping's own word counts; without one the link's; and a link without credentials proxies nothing. */
    @ParameterizedTest
    @CsvSource({
        "true, true, true, PROXY",
        "true, false, true, REJECT",
        "true, , true, PROXY",
        "false, true, true, PROXY",
        "false, , true, REJECT",
        ", true, true, PROXY",
        ", , true, REJECT",
        "true, true, false, REJECT"
    })
    void proxiesWhatIsEnabled(
            @Nullable Boolean ofLink, @Nullable Boolean ofMapping, boolean credentials, String expected) {
        LinkDocument link = new LinkDocument(
                States.linkSpec("default", new AutoMigration(ofLink), credentials ? Credentials.PLAINTEXT : null),
                1,
                States.SOURCE_CLUSTER);
        MappingDocument mapping =
                new MappingDocument(States.literal("default", 0, "orders", "orders", new AutoMigration(ofMapping)), 1);

        for (Migration from : List.of(new Migration.Reject(), new Migration.Proxy())) {
            StateImage image = States.image(
                    StateRecord.of(link), StateRecord.of(mapping), StateRecord.of(PROXIED.withMigration(from)));

            StateImage after = image.apply(new ProxyEnablement().decide(situation(image)), image.endOffset());

            assertThat(after.topics().get("orders"))
                    .isNotNull()
                    .satisfies(topic ->
                            assertThat(topic.migration().state().name()).isEqualTo(expected));
        }
    }

    /** The source would take what a producer writes to the second for a repetition of what it wrote to the first. */
    @Test
    void proxiesOneMirrorOfASourceTopicAtATime() {
        MappingDocument mapping =
                new MappingDocument(States.literal("default", 0, "orders", "orders", new AutoMigration(true)), 1);
        MappingDocument other =
                new MappingDocument(States.literal("other", 0, "orders", "copy.orders", new AutoMigration(true)), 1);
        MirrorTopic first = PROXIED.withMigration(new Migration.Reject());
        MirrorTopic second = States.mirror("other", "orders", "copy.orders", 1, new Migration.Reject());
        StateImage image = States.image(
                LINK,
                StateRecord.of(States.link("other")),
                StateRecord.of(mapping),
                StateRecord.of(other),
                StateRecord.of(first),
                StateRecord.of(second));

        StateImage after = image.apply(new ProxyEnablement().decide(situation(image)), image.endOffset());

        assertThat(after.topics().values())
                .extracting(topic -> topic.migration().state())
                .containsExactlyInAnyOrder(MigrationState.PROXY, MigrationState.REJECT);
        assertThat(new ProxyEnablement().decide(situation(after))).isEmpty();
        MirrorTopic waiting = after.topics().values().stream()
                .filter(topic -> topic.migration() instanceof Migration.Reject)
                .findFirst()
                .orElseThrow();
        assertThat(obstacle(after, waiting.topic())).contains("orders", "already", "auto_migration");
    }

    /** Nobody asked for it, and what a producer wrote to the other may make the source take what it writes for a repetition. */
    @Test
    void aMirrorDoesNotTakeThePlaceOfOneThatIsComplete() {
        StateImage image = States.image(
                LINK,
                StateRecord.of(States.link("other")),
                StateRecord.of(new MappingDocument(
                        States.literal("other", 0, "orders", "copy.orders", new AutoMigration(true)), 1)),
                StateRecord.of(PROXIED.withMigration(new Migration.Complete(List.of(1L), 1))),
                StateRecord.of(States.mirror("other", "orders", "copy.orders", 1, new Migration.Reject())));

        assertThat(new ProxyEnablement().decide(situation(image))).isEmpty();
        assertThat(obstacle(image, "copy.orders"))
                .contains("source topic orders", "topic orders of link default", "COMPLETE", "auto_migration");
    }

    private static String obstacle(StateImage image, String topic) {
        MirrorTopic waiting = Objects.requireNonNull(image.topics().get(topic));
        return ProxyEnablement.obstacle(SourceHolders.of(image), image, waiting).orElse("");
    }

    @Test
    void proxiesNothingThatIsNotThereYetOrHasFailed() {
        MirrorTopic enabled = PROXIED.withMigration(new Migration.Reject());
        MirrorTopic missing = States.matched("default", "orders", 1);
        StateRecord mapping = StateRecord.of(
                new MappingDocument(States.literal("default", 0, "orders", "orders", new AutoMigration(true)), 1));

        for (MirrorTopic topic : List.of(missing, enabled.withFailure("made anew"))) {
            StateImage image = States.image(LINK, mapping, StateRecord.of(topic));

            assertThat(new ProxyEnablement().decide(situation(image))).isEmpty();
        }
    }

    private static List<StateRecord> release(StateRecord... records) {
        return new TopicRelease().decide(situation(States.image(records)));
    }

    private static Situation situation(StateImage image) {
        return new Situation(image, new Members(1, List.<AgentRegistration>of(), 0), 0, 0);
    }
}
