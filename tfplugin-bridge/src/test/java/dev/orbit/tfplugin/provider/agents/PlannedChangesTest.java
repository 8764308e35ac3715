// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.tfplugin.cty.Path;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.fake.FakeAgents;
import dev.orbit.tfplugin.fake.Links;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlannedChangesTest {

    private static final Change LINK = new Change.PutLink(Links.plain("prod"), 0);

    private static final Change PROXYING_LINK = new Change.PutLink(Links.proxying("prod"), 0);

    private final FakeAgents fake = new FakeAgents();
    private final Agents agents = new Agents();
    private final PlannedChanges planned = new PlannedChanges(agents);

    @BeforeEach
    void start() {
        fake.addSourceTopics("orders", "payments");
        agents.connect(fake);
    }

    private List<Diagnostic> add(String subject, Change change) {
        return planned.add(subject, List.of(change));
    }

    private static Change mapping(String source, String destination) {
        return new Change.PutTopicMapping(TopicMappingSpec.literal("prod", 0, source, destination), 0);
    }

    @Test
    void triesAMappingTogetherWithTheLinkItNeeds() {
        assertThat(add("it", LINK)).isEmpty();

        assertThat(add("it", mapping("orders", "orders")))
                .singleElement()
                .extracting(Diagnostic::detail)
                .isEqualTo("Newly mirrored, producers refused: orders");
        assertThat(add("it", mapping("payments", "payments")))
                .singleElement()
                .extracting(Diagnostic::detail)
                .asString()
                .contains("payments")
                .doesNotContain("orders");
    }

    @Test
    void leavesAMappingOfALinkThatNobodyPlannedToTheApply() {
        assertThat(add("it", mapping("orders", "orders"))).isEmpty();
    }

    @Test
    void doesNotHoldARefusedChangeAgainstTheNextOne() {
        add("it", LINK);
        add("it", mapping("orders", "target"));

        assertThat(add("it", mapping("payments", "target"))).singleElement().matches(Diagnostic::isError);
        assertThat(add("it", mapping("payments", "payments"))).noneMatch(Diagnostic::isError);
    }

    @Test
    void forgetsAChangeThatIsCarriedOut() {
        add("it", LINK);
        planned.remove(LINK);
        agents.change(agents.freshSnapshot(), List.of(LINK));

        assertThat(add("it", mapping("orders", "orders"))).noneMatch(Diagnostic::isError);
    }

    /** A mapping that is tried before another takes its topics from it, whichever of the two is planned first. */
    @Test
    void takesBackWhatAnotherChangeMakesUntrue() {
        add("link", PROXYING_LINK);
        add("all", new Change.PutTopicMapping(TopicMappingSpec.regex("prod", 10, ".*", ""), 0));

        List<Diagnostic> told = add(
                "orders",
                new Change.PutTopicMapping(
                        TopicMappingSpec.literal("prod", 0, "orders", "orders")
                                .withAutoMigration(new AutoMigration(false)),
                        0));

        assertThat(told)
                .singleElement()
                .extracting(Diagnostic::detail)
                .isEqualTo(
                        "Newly mirrored, producers refused, in place of what is told of another change (Newly mirrored,"
                                + " producers forwarded to the source): orders");
        assertThat(planned.effects())
                .extracting(effect -> effect.topic() + " " + effect.to())
                .containsExactlyInAnyOrder("orders REJECT", "payments PROXY");
    }

    @Test
    void writesAMappingThatIsDeletedBeforeAsANewOne() {
        fake.changeBehind(LINK);
        fake.changeBehind(mapping("orders", "orders"));
        add("it", new Change.DeleteTopicMapping("prod", "orders", 0));

        assertThat(add("it", new Change.PutTopicMapping(TopicMappingSpec.regex("prod", 0, "orders", ""), 0)))
                .noneMatch(Diagnostic::isError);
    }

    @Test
    void triesWhatComesMeanwhileAllAtOnceAndTellsEachItsOwn() throws Exception {
        add("it", LINK);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        fake.onTrial(() -> {
            asked.countDown();
            await(answered);
        });
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            Future<List<Diagnostic>> first = threads.submit(() -> add("first", mapping("a", "a")));
            await(asked);
            Future<List<Diagnostic>> orders = threads.submit(() -> add("orders", mapping("orders", "orders")));
            Future<List<Diagnostic>> payments = threads.submit(() -> add("payments", mapping("payments", "payments")));
            Awaitility.await().until(() -> planned.waitingCount() == 2);
            int before = fake.trialCount();
            answered.countDown();

            assertThat(first.get()).isEmpty();
            assertThat(orders.get())
                    .singleElement()
                    .satisfies(d -> assertThat(d.summary()).contains("of orders for"));
            assertThat(payments.get())
                    .singleElement()
                    .satisfies(d -> assertThat(d.detail()).endsWith("refused: payments"));
            assertThat(fake.trialCount() - before).isEqualTo(1);
        } finally {
            answered.countDown();
            threads.shutdownNow();
        }
    }

    @Test
    void refusesOfSeveralOnlyTheOneAtFault() throws Exception {
        add("it", LINK);
        add("it", mapping("orders", "target"));
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        fake.onTrial(() -> {
            asked.countDown();
            await(answered);
        });
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            Future<List<Diagnostic>> first = threads.submit(() -> add("first", mapping("a", "a")));
            await(asked);
            Future<List<Diagnostic>> clash = threads.submit(() -> add("clash", mapping("b", "target")));
            Future<List<Diagnostic>> fine = threads.submit(() -> add("fine", mapping("payments", "payments")));
            Awaitility.await().until(() -> planned.waitingCount() == 2);
            answered.countDown();

            assertThat(clash.get()).singleElement().matches(Diagnostic::isError);
            assertThat(fine.get()).noneMatch(Diagnostic::isError).hasSize(1);
            assertThat(first.get()).isEmpty();
        } finally {
            answered.countDown();
            threads.shutdownNow();
        }
    }

    /** Those of one trial together: subject by subject what each is told. */
    private Map<String, List<Diagnostic>> addTogether(Map<String, Change> changes) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        fake.onTrial(() -> {
            asked.countDown();
            await(answered);
        });
        ExecutorService threads = Executors.newFixedThreadPool(changes.size() + 1);
        try {
            Future<List<Diagnostic>> first = threads.submit(() -> add("first", mapping("zzz", "zzz")));
            await(asked);
            Map<String, Future<List<Diagnostic>>> waiting = new TreeMap<>();
            changes.forEach((subject, change) -> waiting.put(subject, threads.submit(() -> add(subject, change))));
            Awaitility.await().until(() -> planned.waitingCount() == changes.size());
            answered.countDown();
            first.get();
            Map<String, List<Diagnostic>> told = new TreeMap<>();
            for (Map.Entry<String, Future<List<Diagnostic>>> one : waiting.entrySet()) {
                told.put(one.getKey(), one.getValue().get());
            }
            return told;
        } finally {
            answered.countDown();
            threads.shutdownNow();
        }
    }

    private static List<String> warnings(List<Diagnostic> told, String summary) {
        return told.stream()
                .filter(d -> d.summary().startsWith(summary))
                .map(d -> d.summary() + " at " + d.path())
                .toList();
    }

    @Test
    void givesAWarningToTheChangeThatItIsAbout() throws Exception {
        add("link", LINK);
        fake.trialsWarn((request, effects) -> {
            List<Problem> warnings = new ArrayList<>();
            for (int i = 0; i < request.changes().size(); i++) {
                if (request.changes().get(i) instanceof Change.PutTopicMapping put
                        && "ordres".equals(put.spec().sourceTopic())) {
                    warnings.add(new Problem(
                            "source_topic_missing",
                            "topic mapping prod/ordres: There is none.",
                            "changes[" + i + "].spec.source_topic",
                            "Check it."));
                }
            }
            effects.stream()
                    .filter(effect -> effect.topic().equals("payments"))
                    .map(effect -> new Problem("irreversible", "topic payments is let go as it is.", null, "Mind it."))
                    .forEach(warnings::add);
            return warnings;
        });

        Map<String, List<Diagnostic>> told = addTogether(Map.of(
                "a", mapping("orders", "orders"),
                "b", mapping("payments", "payments"),
                "c", mapping("ordres", "ordres")));

        assertThat(warnings(told.get("c"), "Source topic missing"))
                .singleElement()
                .asString()
                .contains("(c)", "source_topic");
        assertThat(warnings(told.get("b"), "Irreversible"))
                .singleElement()
                .asString()
                .contains("(b)");
        assertThat(told.get("a")).extracting(Diagnostic::summary).noneMatch(s -> s.contains("missing"));
        assertThat(warnings(told.get("a"), "Irreversible")).isEmpty();
    }

    /** An attribute of another object's document is none of the object's that it is told of. */
    @Test
    void tellsTheFirstOfWhatIsAboutNoneOfThemAndOfNoAttribute() {
        add("link", LINK);
        add("a", mapping("orders", "orders"));
        fake.trialsWarn((request, effects) -> List.of(
                new Problem("odd", "topic mapping prod/orders: is odd.", "changes[1].spec.source_topic", "Mind it.")));

        List<Diagnostic> told = add("b", mapping("payments", "payments"));

        assertThat(warnings(told, "Odd")).containsExactly("Odd (b) at " + Path.ROOT);
    }

    @Test
    void tellsOnceWhatIsTheSameButForItsFigures() {
        AtomicInteger lag = new AtomicInteger(10);
        fake.trialsWarn((request, effects) -> List.of(
                new Problem(
                        "link_paused",
                        "link prod is paused, and " + effects.size()
                                + " topics are newly matched: nothing is mirrored.",
                        null,
                        "Set state: running."),
                new Problem(
                        "irreversible",
                        "topic orders-1 is let go as it is. It is behind by " + lag.incrementAndGet() + " records.",
                        null,
                        "Mind it."),
                new Problem(
                        "irreversible",
                        "topic orders-2 is let go as it is. It is behind by " + lag.incrementAndGet() + " records.",
                        null,
                        "Mind it.")));

        List<Diagnostic> first = add("link", LINK);
        assertThat(first).extracting(Diagnostic::summary).containsExactly("Link paused (link)", "Irreversible (link)");
        assertThat(first.get(1).detail()).contains("topic orders-1 is", "topic orders-2 is");
        assertThat(add("a", mapping("orders", "orders")))
                .extracting(Diagnostic::summary)
                .containsExactly("Consequences of a for 1 topic");
        assertThat(add("b", mapping("payments", "payments")))
                .extracting(Diagnostic::summary)
                .containsExactly("Consequences of b for 1 topic");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void tellsWhichTopicsInUseAMappingTakesFromAnother() {
        fake.changeBehind(PROXYING_LINK);
        fake.changeBehind(new Change.PutTopicMapping(TopicMappingSpec.regex("prod", 0, ".*", ""), 0));

        assertThat(add("it", literal(-1)))
                .anySatisfy(told -> assertThat(told.detail())
                        .contains("In PROXY, their producers are forwarded to the source at this moment: orders")
                        .contains("Held by another mapping until now: orders"));
        assertThat(add("it", literal(7))).as("the other comes first").isEmpty();
    }

    private static Change literal(int priority) {
        return new Change.PutTopicMapping(TopicMappingSpec.literal("prod", priority, "orders", "orders"), 0);
    }

    /** As a mapping of another source does, which holds them before and after. */
    @Test
    void triesWhatTakesTopicsFromItselfAsOne() {
        fake.changeBehind(PROXYING_LINK);
        fake.changeBehind(new Change.PutTopicMapping(TopicMappingSpec.regex("prod", 0, "orders", ""), 0));

        assertThat(planned.add("it", List.of(new Change.DeleteTopicMapping("prod", "orders", 0), regex(".*"))))
                .extracting(Diagnostic::detail)
                .containsExactly(
                        "In PROXY, their producers are forwarded to the source at this moment: orders",
                        "Newly mirrored, producers forwarded to the source: payments");
    }

    private static Change regex(String regex) {
        return new Change.PutTopicMapping(TopicMappingSpec.regex("prod", 0, regex, ""), 0);
    }

    @Test
    void asksNobodyWhileTheAgentsAreNotKnown() {
        assertThat(new PlannedChanges(new Agents()).add("it", List.of(LINK))).isEmpty();
    }
}
