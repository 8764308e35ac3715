// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.acl;

import static dev.orbit.agent.acl.Acls.COMPLETE;
import static dev.orbit.agent.acl.Acls.expected;
import static dev.orbit.agent.acl.Acls.mirror;
import static dev.orbit.agent.acl.Acls.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.schemas.ConsumerGroupSettings;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AclTranslationTest {

    private static final MirrorTopic ORDERS = mirror("orders", "orders");
    private static final MirrorTopic PAYMENTS_RENAMED = mirror("payments", "eu.payments");

    private static List<String> translated(String pattern, MirrorTopic... topics) {
        return translated(pattern, ConsumerGroupSettings.DEFAULTS, topics);
    }

    private static List<String> translated(String pattern, ConsumerGroupSettings groups, MirrorTopic... topics) {
        MirrorNames names = new MirrorNames(Acls.LINK, Arrays.asList(topics));
        return new AclTranslation(names, groups)
                .of(pattern(pattern)).patterns().stream().map(Object::toString).toList();
    }

    @Test
    void aTopicIsCalledAsItsMirror() {
        assertThat(translated("topic payments", ORDERS, PAYMENTS_RENAMED)).containsExactly("TOPIC LITERAL eu.payments");
        assertThat(translated("topic orders", ORDERS, PAYMENTS_RENAMED)).containsExactly("TOPIC LITERAL orders");
    }

    @Test
    void whatIsNotMirroredMeansNothing() {
        MirrorNames names = new MirrorNames(Acls.LINK, List.of(PAYMENTS_RENAMED));
        AclTranslation.Outcome outcome =
                new AclTranslation(names, ConsumerGroupSettings.DEFAULTS).of(pattern("topic eu.payments"));

        assertThat(outcome.patterns()).isEmpty();
        assertThat(outcome.reason()).contains("covers no topic that the link mirrors");
        assertThat(translated("topic ord*", PAYMENTS_RENAMED)).isEmpty();
        assertThat(translated("topic orders", mirror(Acls.LINK, "orders", "orders", COMPLETE)))
                .isEmpty();
        assertThat(translated("topic orders", ORDERS.withMapping(Acls.LINK, null, new Migration.Reject())))
                .isEmpty();
        assertThat(translated("topic orders", mirror("other", "orders", "orders", new Migration.Reject())))
                .isEmpty();
    }

    @Test
    void aPrefixStaysOneWhereNamesAreTheSame() {
        assertThat(translated("topic ord*", ORDERS, PAYMENTS_RENAMED)).containsExactly("TOPIC PREFIXED ord");
    }

    @Test
    void aPrefixIsSpelledOutWhereTheMirrorsHaveOtherNames() {
        assertThat(translated("topic pay*", ORDERS, PAYMENTS_RENAMED, mirror("pay-outs", "eu.pay-outs")))
                .containsExactlyInAnyOrder("TOPIC LITERAL eu.payments", "TOPIC LITERAL eu.pay-outs");
    }

    @Test
    void aPrefixAndThoseOfItsTopicsThatItMissesAreTogether() {
        assertThat(translated("topic p*", mirror("prices", "prices"), PAYMENTS_RENAMED))
                .containsExactly("TOPIC PREFIXED p", "TOPIC LITERAL eu.payments");
    }

    /** Else the destination would allow what the source does not. */
    @Test
    void aPrefixIsSpelledOutWhereItWouldCoverTheMirrorOfAnotherTopic() {
        assertThat(translated("topic ord*", ORDERS, mirror("secret", "ord-secret")))
                .containsExactly("TOPIC LITERAL orders");
        assertThat(translated("topic ord*", ORDERS, mirror("other", "ord-x", "ord-x", new Migration.Reject())))
                .containsExactly("TOPIC LITERAL orders");
        assertThat(translated("topic ord*", ORDERS, mirror("other", "ord-x", "ord-x", COMPLETE)))
                .containsExactly("TOPIC LITERAL orders");
    }

    @Test
    void allTopicsStayAllWhateverTheirNamesUnlessThereAreTwoSources() {
        assertThat(translated("topic *", ORDERS, PAYMENTS_RENAMED)).containsExactly("TOPIC LITERAL *");
        assertThat(translated("topic *", PAYMENTS_RENAMED, mirror("other", "x", "x", new Migration.Reject())))
                .containsExactly("TOPIC LITERAL eu.payments");
    }

    @Test
    void aTopicThatIsAboutToBeCreatedCounts() {
        assertThat(translated("topic orders", expected("orders", "eu.orders")))
                .containsExactly("TOPIC LITERAL eu.orders");
    }

    @ParameterizedTest
    @CsvSource({
        "group billing, '', GROUP LITERAL billing",
        "group billing, eu., GROUP LITERAL eu.billing",
        "group bill*, eu., GROUP PREFIXED eu.bill",
        "group bill*, '', GROUP PREFIXED bill",
        "group *, eu., GROUP PREFIXED eu.",
        "group *, '', GROUP LITERAL *",
        "transactional_id tx, eu., TRANSACTIONAL_ID LITERAL tx",
        "cluster kafka-cluster, eu., CLUSTER LITERAL kafka-cluster",
    })
    void groupsHaveTheLinksPrefix(String source, String prefix, String expected) {
        ConsumerGroupSettings groups = new ConsumerGroupSettings(false, List.of("bill.*"), List.of(), prefix, 10);

        assertThat(translated(source, groups, ORDERS)).containsExactly(expected);
    }

    @Test
    void aGroupThatIsNotIncludedMeansNothing() {
        ConsumerGroupSettings groups = new ConsumerGroupSettings(true, List.of("bill.*"), List.of(".*-test"), "", 10);

        assertThat(translated("group audit", groups, ORDERS)).isEmpty();
        assertThat(translated("group bill-test", groups, ORDERS)).isEmpty();
    }
}
