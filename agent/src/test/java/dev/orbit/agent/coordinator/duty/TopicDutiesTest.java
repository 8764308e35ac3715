// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.duty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.state.AgentRegistration;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.MappingDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.SourceEpochs;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Credentials;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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

    @Test
    void proxiesNothingThatIsNotThereYetOrHasFailed() {
        MirrorTopic enabled = PROXIED.withMigration(new Migration.Reject());
        MirrorTopic missing = new MirrorTopic(
                "orders",
                "default",
                "orders",
                "orders",
                enabled.sourceTopicId(),
                enabled.sourceClusterId(),
                List.of(0L),
                false,
                new Migration.Reject(),
                0,
                null,
                null,
                dev.orbit.agent.state.SourceTrouble.NONE,
                null);
        StateRecord mapping = StateRecord.of(
                new MappingDocument(States.literal("default", 0, "orders", "orders", new AutoMigration(true)), 1));

        for (MirrorTopic topic : List.of(missing, enabled.withFailure("made anew"))) {
            StateImage image = States.image(LINK, mapping, StateRecord.of(topic));

            assertThat(new ProxyEnablement().decide(situation(image))).isEmpty();
        }
    }

    @Test
    void forgetsATopicThatIsGoneAtTheDestinationForLongEnough() {
        StateImage image =
                States.image(LINK, StateRecord.of(PROXIED), StateRecord.of(new SourceEpochs("orders", 0, List.of())));
        Topics destination = new Topics();
        TopicRemoval removal = new TopicRemoval(destination, 10);

        destination.present = true;
        assertThat(removal.decide(situation(image, 0))).isEmpty();
        destination.present = false;
        assertThat(removal.decide(situation(image, 5))).isEmpty();
        destination.present = true;
        assertThat(removal.decide(situation(image, 14))).isEmpty();
        destination.present = false;
        assertThat(removal.decide(situation(image, 16))).isEmpty();
        assertThat(removal.decide(situation(image, 25))).isEmpty();

        StateImage after = image.apply(removal.decide(situation(image, 26)), 9);
        assertThat(after.topics()).isEmpty();
        assertThat(after.epochs()).isEmpty();
    }

    /** The topic was deleted, and somebody else has made another of its name. */
    @Test
    void forgetsATopicWhoseNameIsAnothersNow() {
        StateImage image = States.image(LINK, StateRecord.of(PROXIED.withCreated("of-orbit")));
        Topics destination = new Topics();
        TopicRemoval removal = new TopicRemoval(destination, 10);

        destination.present = true;
        destination.id = "of-orbit";
        assertThat(removal.decide(situation(image, 0))).isEmpty();
        assertThat(removal.decide(situation(image, 20))).isEmpty();
        destination.id = "of-somebody";
        assertThat(removal.decide(situation(image, 21))).isEmpty();
        assertThat(removal.decide(situation(image, 31))).isNotEmpty();
    }

    @Test
    void forgetsNothingThatIsCutOverMigratesOrIsYetToBeCreated() {
        StateImage image = States.image(
                LINK,
                StateRecord.of(PROXIED.withMigration(new Migration.Complete(List.of(1L), 1))),
                StateRecord.of(States.topic("default", "payments", 1, new Migration.CatchingUp(States.attempt(1)))));
        TopicRemoval removal = new TopicRemoval(new Topics(), 0);

        assertThat(removal.decide(situation(image, 1))).isEmpty();
        assertThat(removal.decide(situation(image, 2))).isEmpty();
    }

    /** One topic that is there or not. */
    private static final class Topics implements Destination {
        private boolean present;
        private @Nullable String id;

        @Override
        public OptionalInt partitionCount(String topic) {
            return present ? OptionalInt.of(1) : OptionalInt.empty();
        }

        @Override
        public Optional<String> topicId(String topic) {
            return Optional.ofNullable(id);
        }

        @Override
        public Optional<String> delete(String topicId) {
            throw new AssertionError("not asked");
        }

        @Override
        public Optional<Boolean> holdsRecords(String topic) {
            throw new AssertionError("not asked");
        }

        @Override
        public Map<String, String> configs(String topic) {
            throw new AssertionError("not asked");
        }

        @Override
        public Optional<String> create(
                String topic, int partitions, @Nullable Integer replicationFactor, Map<String, String> configs) {
            throw new AssertionError("not asked");
        }

        @Override
        public Optional<String> addPartitions(String topic, int partitions) {
            throw new AssertionError("not asked");
        }

        @Override
        public Optional<String> alterConfigs(String topic, Map<String, Optional<String>> changes) {
            throw new AssertionError("not asked");
        }
    }

    private static List<StateRecord> release(StateRecord... records) {
        return new TopicRelease().decide(situation(States.image(records)));
    }

    private static Situation situation(StateImage image) {
        return situation(image, 0);
    }

    private static Situation situation(StateImage image, long nowNanos) {
        return new Situation(image, new Members(1, List.<AgentRegistration>of(), 0), 0, nowNanos);
    }
}
