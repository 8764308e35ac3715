// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.command.Reports;
import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.destination.Destination.NewTopic;
import dev.orbit.agent.coordinator.link.LinkWatch;
import dev.orbit.agent.state.AgentRegistration;
import dev.orbit.agent.state.MappingDocument;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An estate that is linked has thousands of topics, which are not taken one by one. */
class ManyTopicsTest {

    private static final long SECOND = 1_000_000_000L;

    private Members members = new Members(1, List.<AgentRegistration>of(), 0);
    private StateImage image = States.image(
            StateRecord.of(States.link("default")),
            StateRecord.of(new MappingDocument(States.regex("default", 0, "t-.*", ""), 1)));
    private final long startNanos = System.nanoTime();
    private final List<Integer> writes = new ArrayList<>();

    private List<Duty> duties(ManyTopics topics) {
        LinkWatch links = new LinkWatch(topics.source, "own-cluster", Long.MAX_VALUE, Runnable::run, () -> {});
        return List.of(
                links,
                new TopicDiscovery(
                        links,
                        topics.source,
                        "own-cluster",
                        name -> topics.destination.partitionCount(name).isPresent(),
                        Runnable::run,
                        () -> {}),
                new TopicCreator(
                        topics.destination, topics.source, links, (now, topic) -> true, Runnable::run, () -> {}));
    }

    /** As the coordinator goes on: the first duty with something to write has it written. */
    private void pass(List<Duty> duties, long afterSeconds) {
        Situation situation = new Situation(image, members, 0, startNanos + afterSeconds * SECOND);
        for (Duty duty : duties) {
            List<StateRecord> records = duty.decide(situation);
            if (!records.isEmpty()) {
                writes.add(records.size());
                image = image.apply(records, image.endOffset() + records.size());
                return;
            }
        }
    }

    /** Until nothing more follows within a moment. */
    private void settle(List<Duty> duties) {
        for (int quiet = 0; quiet < 3; quiet++) {
            int before = writes.size();
            pass(duties, 0);
            quiet = writes.size() == before ? quiet : -1;
        }
    }

    private List<String> open() {
        return image.topics().values().stream()
                .filter(topic -> !topic.created())
                .map(MirrorTopic::topic)
                .toList();
    }

    private static List<String> asked(ManyTopics topics) {
        return topics.destination.requests.stream()
                .flatMap(List::stream)
                .map(NewTopic::name)
                .toList();
    }

    private void applied(int agent, long offset) {
        members.renew(Reports.heartbeat(agent, "i", offset, true, Map.of(), List.of(), List.of()), 0);
    }

    @Test
    void aThousandTopicsCostAFewQuestionsRequestsAndWrites() {
        ManyTopics topics = new ManyTopics(1_000, 1);
        settle(duties(topics));

        assertThat(image.topics()).hasSize(1_000);
        assertThat(open()).isEmpty();
        assertThat(topics.source.detailsAsked).containsExactly(400, 400, 200);
        assertThat(topics.source.configsAsked).containsExactly(400, 400, 200);
        assertThat(topics.destination.requests).extracting(List::size).containsExactly(400, 400, 200);
        assertThat(writes).containsExactly(400, 400, 200, 400, 400, 200);
    }

    /** A controller takes 10,000 records of a request at most, or nothing of it. */
    @Test
    void noRequestAsksForMorePartitionsThanAControllerMakesAtOnce() {
        ManyTopics topics = new ManyTopics(30, 900);
        settle(duties(topics));

        assertThat(open()).isEmpty();
        assertThat(topics.destination.requests)
                .allSatisfy(request -> assertThat(
                                request.stream().mapToInt(NewTopic::partitions).sum())
                        .isLessThanOrEqualTo(5_000));
        assertThat(topics.destination.requests).hasSizeLessThanOrEqualTo(9);
        assertThat(topics.source.detailsAsked).containsExactly(11, 11, 8);
    }

    @Test
    void whatStandsAgainstOneTopicKeepsNoneOfTheOthers() {
        ManyTopics topics = new ManyTopics(100, 1);
        topics.source.unknown.put("t-1", new Problem("source_failed", "no leader", null, "Start it."));
        topics.source.refused.put("t-2", "not allowed");
        topics.destination.refused.put("t-3", "policy");
        List<Duty> duties = duties(topics);
        settle(duties);

        assertThat(image.topics()).hasSize(99).doesNotContainKey("t-1");
        assertThat(open()).containsExactly("t-2", "t-3");
        assertThat(topics.destination.requests).extracting(List::size).containsExactly(98);

        topics.source.unknown.clear();
        topics.source.refused.clear();
        topics.destination.refused.clear();
        for (int seconds = 10; seconds < 16; seconds++) {
            pass(duties, seconds);
        }
        assertThat(image.topics()).hasSize(100);
        assertThat(open()).isEmpty();
        assertThat(asked(topics).subList(98, 101)).containsExactlyInAnyOrder("t-1", "t-2", "t-3");
    }

    /** Each batch takes longer here than it lasts until what was refused is asked for again. */
    @Test
    void whatIsRefusedAgainAndAgainKeepsNoneOfTheOthersWaiting() {
        ManyTopics topics = new ManyTopics(1_000, 1);
        for (int topic = 0; topic < 800; topic++) {
            topics.source.unknown.put("t-" + topic, new Problem("source_failed", "no leader", null, "Start it."));
        }
        List<Duty> duties = duties(topics);
        for (int batch = 0; batch < 6; batch++) {
            pass(duties, 10L * batch);
        }

        assertThat(image.topics()).hasSize(200).containsKeys("t-800", "t-999");
    }

    @Test
    void whatCannotBeMadeKeepsNoneOfTheOthersWaiting() {
        ManyTopics topics = new ManyTopics(1_000, 1);
        List<String> names = IntStream.range(0, 1_000)
                .mapToObj(number -> "t-" + number)
                .sorted()
                .toList();
        names.forEach(this::record);
        names.subList(0, 800).forEach(name -> topics.source.refused.put(name, "not allowed"));
        List<Duty> duties = duties(topics);
        for (int batch = 0; batch < 6; batch++) {
            pass(duties, 10L * batch);
        }

        assertThat(open()).isEqualTo(names.subList(0, 800));
    }

    /** The records of one request are all written, or none. */
    @Test
    void aRequestThatFailsKeepsNothingFromTheNext() {
        ManyTopics topics = new ManyTopics(10, 900);
        topics.destination.failing = "t-0";
        settle(duties(topics));

        assertThat(topics.destination.requests).hasSize(2);
        List<String> failed = topics.destination.requests.stream()
                .filter(request ->
                        request.stream().anyMatch(topic -> topic.name().equals("t-0")))
                .flatMap(List::stream)
                .map(NewTopic::name)
                .toList();
        assertThat(failed).hasSize(5);
        assertThat(open()).containsExactlyElementsOf(new TreeSet<>(failed));
    }

    /** While thousands are made the state grows all the time: an agent that follows it is always a little behind. */
    @Test
    void createsWhatEveryAgentHasReadThoughMoreWasWrittenSince() {
        ManyTopics topics = new ManyTopics(500, 1);
        members = new Members(1, List.of(new AgentRegistration(1, "i"), new AgentRegistration(2, "i")), 0);
        List<Duty> duties = duties(topics);
        settle(duties);
        assertThat(image.topics()).hasSize(500);
        long end = image.endOffset();
        applied(1, end);
        settle(duties);
        assertThat(topics.destination.requests).isEmpty();

        image = image.apply(List.of(), end + 5);
        applied(2, end);
        settle(duties);
        assertThat(open()).isEmpty();
    }

    /** Whoever has read the removal, and not what came after it, takes the name for nobody's. */
    @Test
    void waitsAnewForWhatIsRecordedAnew() {
        ManyTopics topics = new ManyTopics(2, 1);
        members = new Members(1, List.of(new AgentRegistration(1, "i")), 0);
        List<Duty> duties = duties(topics);
        settle(duties);
        long end = image.endOffset();
        MirrorTopic recorded = image.topics().get("t-0");
        image = image.apply(
                List.of(
                        StateRecord.removal(StateRecord.Kind.TOPIC, "t-0"),
                        StateRecord.of(recorded.withFailure(recorded.failure()))),
                end + 2);
        applied(1, end + 1);
        settle(duties);
        assertThat(asked(topics)).containsExactly("t-1");

        applied(1, end + 2);
        pass(duties, 10);
        pass(duties, 11);
        assertThat(asked(topics)).containsExactly("t-1", "t-0");
    }

    /** As one that is released while a batch of others is under way. */
    @Test
    void whatIsNotWantedAnyMoreIsNotMade() {
        ManyTopics topics = new ManyTopics(3, 1);
        List<Runnable> waiting = new ArrayList<>();
        LinkWatch links = new LinkWatch(topics.source, "own-cluster", Long.MAX_VALUE, Runnable::run, () -> {});
        TopicCreator creator = new TopicCreator(
                topics.destination, topics.source, links, (now, topic) -> true, waiting::add, () -> {});
        List<Duty> duties = List.of(links, creator);
        settle(duties);
        record("t-0");
        pass(duties, 0);
        record("t-1");
        record("t-2");
        pass(duties, 0);
        MirrorTopic released = image.topics().get("t-1");
        image = image.apply(
                List.of(StateRecord.of(released.withMapping("default", null, released.migration()))),
                image.endOffset() + 1);
        while (!waiting.isEmpty()) {
            waiting.remove(0).run();
            pass(duties, 0);
        }

        assertThat(topics.destination.requests).hasSize(2);
        assertThat(asked(topics)).containsExactly("t-0", "t-2");
    }

    private void record(String name) {
        MirrorTopic topic = MirrorTopic.matched(
                name, "default", "t-.*", name, States.SOURCE_TOPIC_ID, States.SOURCE_CLUSTER, List.of(0L), List.of());
        image = image.apply(List.of(StateRecord.of(topic)), image.endOffset() + 1);
    }
}
