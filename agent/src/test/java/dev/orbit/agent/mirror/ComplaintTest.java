// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class ComplaintTest {

    private final List<String> warned = new ArrayList<>();
    private final List<String> informed = new ArrayList<>();
    private final Complaint complaint = new Complaint("link default: orders-3", warned::add, informed::add);

    @Test
    void isToldOnceForEachMatter() {
        complaint.about("denied", "at offset 7. It is asked again.");
        complaint.about("denied", "at offset 8. It is asked again.");
        complaint.about("damaged", "a damaged batch.");

        assertThat(warned)
                .containsExactly(
                        "link default: orders-3: at offset 7. It is asked again.",
                        "link default: orders-3: a damaged batch.");
        assertThat(complaint.text()).isEqualTo("a damaged batch.");
        assertThat(informed).isEmpty();
    }

    @Test
    void isToldToBeOverOnceAndAnewWhenItComesBack() {
        complaint.over();
        complaint.about("denied", "no");
        complaint.over();
        complaint.over();

        assertThat(informed).containsExactly("link default: orders-3: it is mirrored again");
        assertThat(complaint.text()).isNull();
        complaint.about("denied", "no");
        assertThat(warned).hasSize(2);
    }

    @Test
    void whatASourceRefusesNamesTheTopicAndTheRemedy() {
        TopicPartition source = new TopicPartition("orders", 3);

        assertThat(Damage.refused(source, Errors.TOPIC_AUTHORIZATION_FAILED, "no"))
                .contains("topic orders", "Grant the principal Read");
        assertThat(Damage.refused(source, Errors.INVALID_REQUEST, "It is malformed."))
                .contains("topic orders", "It is malformed.", "look into the source brokers' logs");
    }
}
