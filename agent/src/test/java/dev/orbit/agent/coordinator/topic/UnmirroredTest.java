// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UnmirroredTest {

    private final Unmirrored unmirrored = new Unmirrored();

    @Test
    void tellsOnceAndAgainWhenTheReasonChanges() {
        assertThat(unmirrored.found("a", Map.of("orders", "exists"), Set.of())).containsExactly("orders");
        assertThat(unmirrored.found("a", Map.of("orders", "exists"), Set.of())).isEmpty();
        assertThat(unmirrored.found("a", Map.of("orders", "another's mirror", "sales", "exists"), Set.of()))
                .containsExactly("orders", "sales");
        assertThat(unmirrored.of("a")).containsOnlyKeys("orders", "sales");
        assertThat(unmirrored.of("b")).isEmpty();
    }

    @Test
    void tellsAgainOfOneThatWasMirroredMeanwhile() {
        unmirrored.found("a", Map.of("orders", "exists"), Set.of());
        assertThat(unmirrored.found("a", Map.of(), Set.of())).isEmpty();
        assertThat(unmirrored.of("a")).isEmpty();

        assertThat(unmirrored.found("a", Map.of("orders", "exists"), Set.of())).containsExactly("orders");
    }

    /** Its start is being looked up anew, say. */
    @Test
    void whatOneLookDoesNotKnowYetIsNoChange() {
        unmirrored.found("a", Map.of("orders", "no start"), Set.of("orders"));
        unmirrored.found("a", Map.of(), Set.of("orders"));

        assertThat(unmirrored.found("a", Map.of("orders", "no start"), Set.of("orders")))
                .isEmpty();
    }

    @Test
    void forgetsALinkThatIsGone() {
        unmirrored.found("a", Map.of("orders", "exists"), Set.of());
        unmirrored.retain(Set.of("b"));

        assertThat(unmirrored.of("a")).isEmpty();
        assertThat(unmirrored.found("a", Map.of("orders", "exists"), Set.of())).containsExactly("orders");
    }
}
