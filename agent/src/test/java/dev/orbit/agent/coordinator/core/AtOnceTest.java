// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.States;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AtOnceTest {

    private static List<MirrorTopic> topics(int count, int partitions) {
        return IntStream.range(0, count)
                .mapToObj(number -> States.matched("default", "t-" + number, partitions))
                .toList();
    }

    private static List<List<MirrorTopic>> each(List<MirrorTopic> topics) {
        return topics.stream().map(List::of).toList();
    }

    @Test
    void takesSoManySmallTopicsAndSoManyPartitions() {
        assertThat(AtOnce.writes(List.of())).isEmpty();
        assertThat(AtOnce.writes(List.of(List.of()))).isEmpty();
        assertThat(AtOnce.writes(each(topics(900, 1)))).extracting(List::size).containsExactly(400, 400, 100);
        assertThat(AtOnce.writes(each(topics(25, 1_000))))
                .extracting(List::size)
                .containsExactly(10, 10, 5);
        assertThat(AtOnce.firstOf(topics(900, 1))).hasSize(400);
        assertThat(AtOnce.firstOf(List.of())).isEmpty();
    }

    @Test
    void keepsTogetherWhatIsRecordedTogether() {
        List<List<MirrorTopic>> wholes = new ArrayList<>(each(topics(300, 1)));
        wholes.add(topics(200, 100));
        wholes.addAll(each(topics(300, 1)));

        assertThat(AtOnce.writes(wholes)).extracting(List::size).containsExactly(300, 200, 300);
    }
}
