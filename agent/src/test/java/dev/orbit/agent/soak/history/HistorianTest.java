// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class HistorianTest {

    private static final int STEPS = 3_000;

    private static List<Step> history(long seed) {
        Historian historian = new Historian(seed);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            steps.add(historian.next());
        }
        return steps;
    }

    @Test
    void theSameSeedTellsTheSameHistory() {
        assertThat(history(7)).isEqualTo(history(7));
        assertThat(history(7)).isNotEqualTo(history(8));
    }

    /**
     * Nothing of it depends on the process. Whoever changes what histories are made of changes what every seed means, and the
     * figure here.
     */
    @Test
    void aSeedMeansTheSameInEveryProcess() {
        CRC32 crc = new CRC32();
        history(7).forEach(step -> crc.update((step + "\n").getBytes(UTF_8)));

        assertThat(crc.getValue()).isEqualTo(165_217_709L);
    }

    @Test
    void everyKindOfActionHappens() {
        Set<String> kinds = new TreeSet<>();
        history(7).forEach(step -> kinds.add(step.action().kind()));

        assertThat(kinds)
                .containsExactly(
                        "abort",
                        "add partitions",
                        "alter config",
                        "commit offsets",
                        "create topic",
                        "delete records",
                        "delete topic",
                        "disturb",
                        "forget group",
                        "halt",
                        "initiate",
                        "mend topic",
                        "move leader",
                        "produce",
                        "quiet point",
                        "remake topic",
                        "send",
                        "transact",
                        "trespass",
                        "use at destination");
    }

    /** Else a step fails for reasons that say nothing about Orbit. */
    @Test
    void whatHappensIsPossible() {
        Historian historian = new Historian(11);
        for (int i = 0; i < STEPS; i++) {
            Estate before = historian.estate();
            assertPossible(before, historian.next().action());
        }
    }

    private static void assertPossible(Estate before, Action action) {
        if (action instanceof Write write) {
            assertThat(write.topics())
                    .isNotEmpty()
                    .isSorted()
                    .allMatch(topic -> before.topic(topic).exists());
        } else if (action instanceof TopicChange.CreateTopic created) {
            TopicModel topic = before.topics().get(created.topic());
            assertThat(topic == null || !topic.exists()).isTrue();
        } else if (action instanceof TopicChange.MendTopic mended) {
            assertThat(before.topic(mended.topic()).isRemade()).isTrue();
            assertSettled(before, mended.topic());
        } else if (action instanceof ProxyUse use) {
            assertThat(before.proxied()).contains(before.topic(use.topic()));
        } else if (action instanceof TopicChange change) {
            assertThat(before.topic(change.topic()).exists()).isTrue();
        } else if (action instanceof Trespass trespass) {
            assertThat(before.topic(trespass.topic()).isMirrored()).isTrue();
            assertSettled(before, trespass.topic());
        } else if (action instanceof Fault.Halt halt) {
            assertThat(before.faultedInRound()).doesNotContain(halt.member().name());
        }
        if (action instanceof TopicChange change
                && before.topics().containsKey(change.topic())
                && before.topic(change.topic()).isProxied()) {
            assertThat(change).as("nobody knows where such a topic lives").isInstanceOf(TopicChange.MoveLeader.class);
        }
        if (action instanceof TopicChange.DeleteTopic || action instanceof TopicChange.RemakeTopic) {
            assertSettled(before, ((TopicChange) action).topic());
        }
    }

    /** Both sides were compared since the topic last became another one. */
    private static void assertSettled(Estate before, String topic) {
        assertThat(before.topic(topic).changedInRound()).isLessThan(before.round());
    }

    @Test
    void quietPointsComeAfterEveryFewActions() {
        int actions = 0;
        Set<Integer> lengths = new HashSet<>();
        for (Step step : history(7)) {
            if (step.action() instanceof QuietPoint) {
                lengths.add(actions);
                actions = 0;
            } else {
                actions++;
            }
        }

        assertThat(lengths).allSatisfy(length -> assertThat(length).isBetween(8, 14));
        assertThat(lengths).hasSizeGreaterThan(3);
    }

    /** COMPLETE is for ever. */
    @Test
    void newProxiedTopicsComeAndOldOnesAreLeftAlone() {
        Historian historian = new Historian(7);
        for (int i = 0; i < STEPS; i++) {
            historian.next();
        }

        assertThat(historian.estate().proxiedCount()).isGreaterThan(20);
        assertThat(historian.estate().proxied())
                .hasSize(3)
                .last()
                .extracting(TopicModel::name)
                .isEqualTo(Estate.proxiedName(historian.estate().proxiedCount() - 1));
        assertThat(historian.estate().all()).noneMatch(TopicModel::isProxied);
        assertThat(historian.estate().mirrored()).noneMatch(TopicModel::isProxied);
    }

    @Test
    void aTopicThatIsMadeAnewIsNotMirroredUntilItsMirrorIsMended() {
        Estate estate = Estate.EMPTY
                .after(new TopicChange.CreateTopic("t", TopicKind.PLAIN, 2))
                .after(new QuietPoint(1));
        assertThat(estate.topic("t").isMirrored()).isTrue();

        Estate remade = estate.after(new TopicChange.RemakeTopic("t", 1, 0));
        assertThat(remade.mirrored()).isEmpty();
        assertThat(remade.topic("t").isRemade()).isTrue();
        assertThat(remade.topic("t").partitions()).isEqualTo(1);

        TopicModel mended = remade.after(new QuietPoint(2))
                .after(new TopicChange.MendTopic("t", false))
                .topic("t");
        assertThat(mended.isMirrored()).isTrue();
        assertThat(mended.generation()).isEqualTo(1);
    }
}
