// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.tag.ProducerIdTag;
import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.BrokerAddress;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.FetchSettings;
import dev.orbit.schemas.LinkSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SourceIdentityTest {

    private static final String OWN = "own-cluster";

    @Test
    void takesWhicheverClusterAnswersFirst() {
        assertThat(SourceIdentity.wrong(link(null, null), "any", OWN)).isEmpty();
    }

    @Test
    void takesTheClusterThatWasNamedOrLearned() {
        assertThat(SourceIdentity.wrong(link("a", null), "a", OWN)).isEmpty();
        assertThat(SourceIdentity.wrong(link(null, "a"), "a", OWN)).isEmpty();
        assertThat(SourceIdentity.wrong(link("a", "a"), "a", OWN)).isEmpty();
    }

    @Test
    void takesNoOther() {
        assertThat(SourceIdentity.wrong(link("a", null), "b", OWN))
                .hasValueSatisfying(message -> assertThat(message)
                        .contains("source.example:9092", "cluster b", "source_cluster_id pins it to a"));
        assertThat(SourceIdentity.wrong(link(null, "a"), "b", OWN))
                .hasValueSatisfying(message -> assertThat(message)
                        .contains(
                                "source.example:9092", "cluster b", "it was a at first contact", "declare a new link"));
    }

    /** A document that now names another cluster than the one whose records are in the mirrors. */
    @Test
    void doesNotExchangeTheClusterThatWasLearned() {
        assertThat(SourceIdentity.wrong(link("b", "a"), "b", OWN)).isPresent();
    }

    @Test
    void takesNotItself() {
        assertThat(SourceIdentity.wrong(link(null, null), OWN, OWN)).isPresent();
        assertThat(SourceIdentity.wrong(link(OWN, OWN), OWN, OWN))
                .hasValueSatisfying(message -> assertThat(message).contains("this very cluster", OWN));
    }

    @Test
    void noTwoLinksHaveTheSameTag() {
        Map<ProducerIdTag, String> seen = new HashMap<>();
        String first = null;
        String second = null;
        for (int i = 0; first == null; i++) {
            second = "cluster-" + i;
            first = seen.put(ProducerIdTag.of(second, OWN), second);
        }
        LinkDocument other = named("other", null, first);
        LinkDocument pinned = named("pinned", first, null);
        LinkDocument self = named("default", null, second);

        assertThat(SourceIdentity.clash(self, second, List.of(self, other), OWN))
                .hasValueSatisfying(
                        message -> assertThat(message).contains("link other", "another destination cluster"))
                .hasValueSatisfying(message -> assertThat(message).contains(String.valueOf(other.sourceClusterId())));
        assertThat(SourceIdentity.clash(self, second, List.of(self, pinned), OWN))
                .isPresent();
        // the same source twice bears one tag, and no two of its producers the same id
        assertThat(SourceIdentity.clash(self, first, List.of(self, other), OWN)).isEmpty();
        assertThat(SourceIdentity.clash(self, "quite-another", List.of(self, other), OWN))
                .isEmpty();
    }

    private static LinkDocument link(@Nullable String pinned, @Nullable String learned) {
        return named("default", pinned, learned);
    }

    private static LinkDocument named(String name, @Nullable String pinned, @Nullable String learned) {
        LinkSpec spec = new LinkSpec(
                name,
                List.of(new BrokerAddress("source.example", 9092)),
                pinned,
                Credentials.PLAINTEXT,
                null,
                AutoMigration.INHERIT,
                FetchSettings.DEFAULTS,
                ConsumerGroupSettings.DEFAULTS,
                AclSettings.DEFAULTS);
        return new LinkDocument(spec, 1, learned);
    }
}
