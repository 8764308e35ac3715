// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.TopicProblem;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Links one and two; orders and orders-eu over one, payments over two. */
class TopicSelectionTest {

    private static final StateImage IMAGE = States.image(
            StateRecord.of(States.link("one")),
            StateRecord.of(States.link("two")),
            StateRecord.of(States.topic("one", "orders", 1, new Migration.Proxy())),
            StateRecord.of(States.topic("one", "orders-eu", 1, new Migration.Proxy())),
            StateRecord.of(States.topic("two", "payments", 1, new Migration.Proxy())));

    @Test
    void addsUpNamesAndRegex() {
        TopicSelection selection = select("one", List.of("orders-eu"), "order.");

        assertThat(names(selection)).containsExactly("orders", "orders-eu");
        assertThat(selection.unknown()).isEmpty();
    }

    @Test
    void matchesWholeNames() {
        assertThat(names(select("one", List.of(), "order"))).isEmpty();
        assertThat(names(select("one", List.of(), "orders"))).containsExactly("orders");
        assertThat(names(select("one", List.of(), ".*"))).containsExactly("orders", "orders-eu");
    }

    @Test
    void keepsToTheLink() {
        TopicSelection selection = select("one", List.of("payments", "orders", "orders"), null);

        assertThat(names(selection)).containsExactly("orders");
        assertThat(selection.unknown()).extracting(TopicProblem::topic).containsExactly("payments");
        assertThat(selection.unknown().get(0).problem().message()).contains("one", "payments");
    }

    @Test
    void knowsWhichTopicsWereNamed() {
        TopicSelection selection = select("one", List.of("orders-eu"), "orders");

        assertThat(selection.topics().stream().filter(selection::isNamed).map(MirrorTopic::topic))
                .containsExactly("orders-eu");
    }

    @Test
    void takesTheOnlyLink() {
        StateImage single = IMAGE.apply(List.of(StateRecord.removal(StateRecord.Kind.LINK, "two")), 9);

        assertThat(names(TopicSelection.of(single, null, List.of("orders"), null)))
                .containsExactly("orders");
    }

    @Test
    void refusesToGuessALink() {
        assertRefused(400, "ambiguous_link", "[one, two]", () -> select(null, List.of("orders"), null));
        assertRefused(404, "unknown_link", "three", () -> select("three", List.of("orders"), null));
        assertRefused(
                400, "no_link", "no link", () -> TopicSelection.of(StateImage.EMPTY, null, List.of("orders"), null));
        assertRefused(
                404,
                "unknown_link",
                "Declare it first",
                () -> TopicSelection.of(StateImage.EMPTY, "three", List.of("orders"), null));
    }

    /** A source that died takes its link's declaration with it, and not the topics that were mirrored from it. */
    @Test
    void selectsForAFailoverOverALinkThatIsDeclaredNoMore() {
        StateImage released = States.image(
                StateRecord.of(States.topic("gone", "orders", 1, new Migration.Reject())),
                StateRecord.of(States.topic("long-gone", "bills", 1, new Migration.Complete(List.of(1L), 1))));

        assertThat(names(TopicSelection.forFailover(released, "gone", List.of("orders"), null)))
                .containsExactly("orders");
        assertThat(names(TopicSelection.forFailover(released, null, List.of("orders"), null)))
                .containsExactly("orders");
        assertThat(names(TopicSelection.forFailover(IMAGE, "one", List.of("orders"), null)))
                .containsExactly("orders");
        assertRefused(404, "unknown_link", "gone", () -> TopicSelection.of(released, "gone", List.of("orders"), null));
        assertThat(names(TopicSelection.forFailover(released, "long-gone", List.of("bills"), null)))
                .containsExactly("bills");
        assertRefused(
                404,
                "unknown_link",
                "[gone, long-gone]",
                () -> TopicSelection.forFailover(released, "other", List.of("orders"), null));
    }

    @Test
    void namesTheLinkThatATopicIsMirroredOver() {
        StateImage image = IMAGE.apply(List.of(StateRecord.removal(StateRecord.Kind.LINK, "two")), 9);
        TopicSelection selection = TopicSelection.forFailover(image, null, List.of("payments"), null);

        assertThat(selection.unknown()).singleElement().satisfies(unknown -> {
            assertThat(unknown.problem().code()).isEqualTo("unknown_topic");
            assertThat(unknown.problem().remedy()).contains("link two");
        });
    }

    @Test
    void refusesARequestThatSelectsNothing() {
        assertRefused(400, "no_topics_selected", "topic_regex", () -> select("one", List.of(), null));
        assertRefused(400, "invalid_regex", "'*orders'", () -> select("one", List.of("orders"), "*orders"));
    }

    private static void assertRefused(int status, String code, String word, Runnable selecting) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, selecting::run);
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.message() + " " + problem.remedy()).contains(word);
            assertThat(problem.field()).isNotNull();
            assertThat(problem.remedy()).isNotBlank();
        });
    }

    private static TopicSelection select(@Nullable String link, List<String> names, @Nullable String regex) {
        return TopicSelection.of(IMAGE, link, names, regex);
    }

    private static List<String> names(TopicSelection selection) {
        return selection.topics().stream().map(MirrorTopic::topic).toList();
    }
}
