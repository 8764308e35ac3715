// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.destination.OneTopicDestination;
import dev.orbit.agent.coordinator.link.LinkWatch;
import dev.orbit.agent.coordinator.source.OneTopicSource;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.MappingDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Finding the topics to mirror, and where they begin. */
class TopicDiscoveryTest {

    private static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final OneTopicSource source = new OneTopicSource();
    private Members members = new Members(1, List.of(), 0);
    private final LinkWatch links = new LinkWatch(source, "own-cluster", 0, Runnable::run, () -> {});
    private final TopicDiscovery discovery =
            new TopicDiscovery(links, source, "own-cluster", name -> false, Runnable::run, () -> {});
    private StateImage image = States.image(
            StateRecord.of(States.link("default")), StateRecord.of(States.mapping("default", "orders", "orders")));
    private long nowNanos = System.nanoTime();

    @BeforeEach
    void lookAtTheSource() {
        assertThat(decide()).isEmpty();
    }

    @Test
    void tellsThatTheStartCannotBeLookedUpUntilItCan() {
        source.failure = "The source does not let Orbit describe topic orders.";
        decide();
        assertThat(decide()).isEmpty();
        assertThat(discovery.refused("default"))
                .hasEntrySatisfying(
                        "orders",
                        reason -> assertThat(reason)
                                .contains(
                                        "where it begins", "does not let Orbit describe topic orders", "tried again"));

        source.failure = null;
        decide();
        assertThat(decide()).hasSize(1);
        assertThat(discovery.refused("default")).isEmpty();
    }

    /** A start that was looked up for a mapping of long ago is not where one that is declared today begins. */
    @Test
    void forgetsTheStartOfATopicThatNoMappingCallsForAnyMore() {
        source.start = 10;
        decide();
        assertThat(startOffset()).isEqualTo(10);
        StateImage declared = image;
        image = States.image(StateRecord.of(States.link("default")));
        assertThat(decide()).isEmpty();

        source.start = 20;
        image = declared;
        assertThat(decide()).isEmpty();
        assertThat(startOffset()).isEqualTo(20);
    }

    /** It is found up to a refresh interval after it was created, and holds records by then. */
    @Test
    void aTopicThatCameAfterTheMappingBeginsAtItsFirstRecord() {
        source.isThere = false;
        source.hasOther = true;
        source.end = 30;
        declare(TopicMappingSpec.regex("default", 1, "ord.*", "").fromLatest());
        turns(2);

        source.isThere = true;
        turns(3);
        assertThat(orders().startOffsets()).containsExactly(0L);
    }

    @Test
    void aTopicThatWasThereBeginsAtItsEndWhereTheMappingSaysSo() {
        source.end = 30;
        declare(TopicMappingSpec.regex("default", 1, "ord.*", "").fromLatest());
        turns(3);

        assertThat(orders().startOffsets()).containsExactly(30L);
    }

    /** Whoever was the coordinator before may have seen it, or not. */
    @Test
    void ofATopicThatANewCoordinatorFindsItIsNotKnownWhetherItIsNew() {
        source.isThere = false;
        source.hasOther = true;
        source.end = 30;
        declare(TopicMappingSpec.regex("default", 1, "ord.*", "").fromLatest());
        turns(2);

        source.isThere = true;
        members = new Members(1, List.of(), 0);
        turns(3);
        assertThat(orders().startOffsets()).containsExactly(30L);
    }

    @Test
    void recordsNothingNewOverAPausedLinkNorForAMappingThatLetsGo() {
        StateImage running = image;
        LinkDocument link = States.link("default");
        image = running.apply(
                List.of(StateRecord.of(
                        new LinkDocument(link.spec().withState(LinkSpec.PAUSED), 2, link.sourceClusterId()))),
                running.endOffset() + 1);
        decide();
        assertThat(decide()).isEmpty();

        image = running;
        decide();
        assertThat(decide()).hasSize(1);

        MappingDocument mapping = States.mapping("default", "orders", "orders");
        image = running.apply(
                List.of(StateRecord.of(
                        new MappingDocument(mapping.spec().withIrreversibleDisableOrbitManagement(true), 2))),
                running.endOffset() + 1);
        decide();
        assertThat(decide()).isEmpty();
    }

    /** Brokers before 2.8 tell none, and while a source is upgraded it depends on who is asked. */
    @Test
    void aTopicThatHasAnIdNowIsTheOneThatHadNone() {
        source.topicId = Uuid.ZERO_UUID.toString();
        mirrorOrders();
        assertThat(orders().sourceTopicId()).isEqualTo(Uuid.ZERO_UUID.toString());

        source.topicId = States.SOURCE_TOPIC_ID;
        turns(3);
        assertThat(orders().sourceTopicId()).isEqualTo(States.SOURCE_TOPIC_ID);
        assertThat(orders().failure()).isNull();

        source.topicId = Uuid.ZERO_UUID.toString();
        turns(3);
        assertThat(orders().sourceTopicId()).isEqualTo(States.SOURCE_TOPIC_ID);
        assertThat(orders().failure()).isNull();
    }

    /** Both writes are one batch; of the link's auto migration and the mappings' own, another one may enable it now. */
    @ParameterizedTest
    @CsvSource({"true, true", "true, ", " , true"})
    void aTopicStaysInProxyWhileItsMappingMakesWayForAnother(@Nullable Boolean before, @Nullable Boolean after) {
        mirrorOrders();
        LinkSpec link = States.linkSpec("default", new AutoMigration(true), Credentials.PLAINTEXT);
        apply(
                StateRecord.of(new LinkDocument(link, 2, States.SOURCE_CLUSTER)),
                StateRecord.of(new MappingDocument(
                        States.literal("default", 0, "orders", "orders", new AutoMigration(before)), 2)),
                StateRecord.of(orders().withCreated(States.TOPIC_ID).withMigration(new Migration.Proxy())));

        TopicMappingSpec wider =
                States.regex("default", 0, "ord.*|pay.*", "").withAutoMigration(new AutoMigration(after));
        apply(
                StateRecord.removal(StateRecord.Kind.MAPPING, "default/orders"),
                StateRecord.of(new MappingDocument(wider, 1)));

        assertThat(new TopicRelease().decide(situation())).isEmpty();
        assertThat(new ProxyEnablement().decide(situation())).isEmpty();
        turns(1);
        assertThat(orders().mapping()).isEqualTo("ord.*|pay.*");
        assertThat(orders().migration()).isInstanceOf(Migration.Proxy.class);
        assertThat(new ProxyEnablement().decide(situation())).isEmpty();
    }

    private void apply(StateRecord... records) {
        image = image.apply(List.of(records), image.endOffset() + 1);
    }

    @Test
    void aTopicWithAnotherIdIsAnother() {
        mirrorOrders();
        source.topicId = Uuid.randomUuid().toString();
        turns(3);

        assertThat(orders().failure()).contains("made anew", source.topicId, States.SOURCE_TOPIC_ID);
    }

    /** Both clusters have another topic of the name: each duty has something to say of it, and the two come to an end. */
    @Test
    void tellsOfADestinationTopicThatIsNotOrbitsRatherThanOfItsSource() {
        mirrorOrders();
        OneTopicDestination destination = new OneTopicDestination();
        TopicRemoval removal = new TopicRemoval(destination, 0, Runnable::run, () -> {});
        image = image.apply(List.of(StateRecord.of(orders().withCreated(States.TOPIC_ID))), image.endOffset() + 1);
        source.topicId = Uuid.randomUuid().toString();
        destination.topicId = "somebody's";
        for (int i = 0; i < 5; i++) {
            turns(1);
            image = image.apply(removal.decide(situation()), image.endOffset() + 1);
        }

        assertThat(removal.decide(situation())).isEmpty();
        assertThat(decide()).isEmpty();
        assertThat(orders().failure()).contains("somebody's", "Delete it");

        destination.topicId = States.TOPIC_ID;
        image = image.apply(removal.decide(situation()), image.endOffset() + 1);
        turns(1);
        assertThat(orders().failure()).contains("orders was deleted and made anew", source.topicId);
    }

    private Situation situation() {
        return new Situation(image, members, 0, nowNanos);
    }

    /** Be it that the source has ids by now: the one that was mirrored had none to tell it by. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTopicWithoutAnIdThatWasGoneIsAnotherOnceItIsBack(boolean hasIdNow) {
        source.topicId = Uuid.ZERO_UUID.toString();
        mirrorOrders();
        image = image.apply(
                List.of(StateRecord.of(orders().withTrouble(orders().trouble().withDeletedAt(1L)))),
                image.endOffset() + 1);
        source.topicId = hasIdNow ? States.SOURCE_TOPIC_ID : source.topicId;
        turns(3);

        assertThat(orders().failure()).contains("made anew");
    }

    @Test
    void aRegexTakesNoCopyOfThisClustersOwnTopic() {
        declare(States.regex("default", 0, "ord.*", "back-"));
        source.runsOrbit = true;
        source.origins = Map.of("orders", List.of("own-cluster", "cluster-between"));
        turns(3);
        assertThat(image.topics()).isEmpty();
        assertThat(discovery.refused("default")).isEmpty();
    }

    @Test
    void whoNamesACopyOfThisClustersOwnTopicIsTold() {
        source.runsOrbit = true;
        source.origins = Map.of("orders", List.of("own-cluster", "cluster-between"));
        turns(3);
        assertThat(image.topics()).isEmpty();
        assertThat(discovery.refused("default").get("orders"))
                .contains("copy of a topic of this very cluster", "own-cluster, then cluster-between", "COMPLETE");
    }

    @Test
    void mirrorsWhatTheSourceMirrorsFromElsewhereAndRecordsTheWay() {
        source.runsOrbit = true;
        source.origins = Map.of("orders", List.of("first-cluster"));
        turns(4);
        assertThat(orders().origins()).containsExactly("first-cluster");
        assertThat(discovery.refused("default")).isEmpty();
    }

    @Test
    void mirrorsNothingNewWhileItCannotTellWhereATopicComesFrom() {
        source.runsOrbit = true;
        source.originsFailure = "The source does not allow Orbit's principal Read on topic __orbit_state.";
        turns(3);
        assertThat(image.topics()).isEmpty();
        assertThat(discovery.refused("default").get("orders"))
                .contains("copy of this cluster's own", "Read on topic __orbit_state", "tried again");

        source.originsFailure = null;
        nowNanos += TimeUnit.MINUTES.toNanos(2);
        turns(4);
        assertThat(orders().origins()).isEmpty();
    }

    /** Two links to one source may both match a topic; it stays with the one that has it, be the other asked last or first. */
    @ParameterizedTest
    @ValueSource(strings = {"another", "zulu"})
    void leavesATopicToTheLinkThatHoldsItAndTellsOfTheOther(String other) {
        mirrorOrders();
        declareBeside(other);
        turns(3);

        assertThat(orders().link()).isEqualTo("default");
        assertThat(decide()).isEmpty();
        assertThat(discovery.refused("default")).isEmpty();
        assertThat(discovery.refused(other).get("orders"))
                .contains("link default", "mapping orders", "Give the mirror another name");
    }

    @Test
    void ofTwoLinksThatMatchANewTopicOneTakesItAtOnce() {
        declareBeside("zulu");
        decide();
        decide();

        assertThat(decide())
                .singleElement()
                .satisfies(record ->
                        assertThat(((MirrorTopic) record.value()).link()).isEqualTo("default"));
    }

    @Test
    void aLinkTakesOverWhatTheOtherHoldsNoMore() {
        mirrorOrders();
        declareBeside("zulu");
        image = image.apply(
                List.of(StateRecord.removal(StateRecord.Kind.MAPPING, "default/orders")), image.endOffset() + 1);
        turns(3);

        assertThat(orders().link()).isEqualTo("zulu");
        assertThat(discovery.refused("zulu")).isEmpty();
    }

    private void declareBeside(String link) {
        image = image.apply(
                List.of(
                        StateRecord.of(States.link(link)),
                        StateRecord.of(new MappingDocument(States.regex(link, 0, "ord.*", ""), 1))),
                image.endOffset() + 1);
    }

    private void declare(TopicMappingSpec mapping) {
        image = States.image(StateRecord.of(States.link("default")), StateRecord.of(new MappingDocument(mapping, 1)));
        turns(1);
    }

    private void mirrorOrders() {
        turns(3);
        assertThat(orders().failure()).isNull();
    }

    private MirrorTopic orders() {
        MirrorTopic topic = image.topics().get("orders");
        assertThat(topic).isNotNull();
        return topic;
    }

    private void turns(int count) {
        for (int i = 0; i < count; i++) {
            image = image.apply(decide(), image.endOffset() + 1);
        }
    }

    private long startOffset() {
        List<StateRecord> records = decide();
        assertThat(records).hasSize(1);
        MirrorTopic topic = image.apply(records, image.endOffset() + 1).topics().get("orders");
        assertThat(topic).isNotNull();
        return topic.startOffsets().get(0);
    }

    private List<StateRecord> decide() {
        nowNanos += STEP_NANOS;
        Situation situation = situation();
        links.decide(situation);
        return discovery.decide(situation);
    }
}
