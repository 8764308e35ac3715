// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas.check;

import static dev.orbit.schemas.check.Specs.literal;
import static dev.orbit.schemas.check.Specs.mapping;
import static dev.orbit.schemas.check.Specs.regex;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.TopicMappingSpec;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MappingSetChecksTest {

    private static List<String> found(TopicMappingSpec... mappings) {
        return MappingSetChecks.clashes(Arrays.asList(mappings)).stream()
                .map(c -> c.index() + "/" + c.earlier() + " " + c.problem().field() + ": "
                        + c.problem().code())
                .toList();
    }

    @Test
    void leavesDistinctMappingsAlone() {
        assertThat(found(literal("a", "x"), literal("b", "y"), regex("a.*", ""), regex("b.*", "")))
                .isEmpty();
        assertThat(found(mapping("l", "a", "x", null, null), mapping("m", "a", "y", null, null)))
                .isEmpty();
    }

    @Test
    void findsASourceThatIsMappedTwiceWithinALink() {
        assertThat(found(literal("a", "x"), literal("b", "y"), literal("a", "z")))
                .containsExactly("2/0 source_topic: duplicate_source");
        assertThat(found(regex("a.*", ""), regex("a.*", "p."))).containsExactly("1/0 source_regex: duplicate_source");
        assertThat(found(literal("a", "x"), regex("a", ""))).containsExactly("1/0 source_regex: duplicate_source");
    }

    @Test
    void findsADestinationThatIsMappedToTwiceOverAllLinks() {
        assertThat(found(literal("a", "x"), literal("b", "x"), mapping("m", "c", "x", null, null)))
                .containsExactly(
                        "1/0 destination_topic: duplicate_destination", "2/0 destination_topic: duplicate_destination");
    }

    @Test
    void passesOverWhatIsNotWholeYet() {
        assertThat(found(literal(null, null), literal(null, null))).isEmpty();
    }
}
