// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.acl;

import static dev.orbit.agent.acl.Acls.allow;
import static dev.orbit.agent.acl.Acls.deny;
import static dev.orbit.agent.acl.Acls.expected;
import static dev.orbit.agent.acl.Acls.mirror;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orbit.agent.state.Acl;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.schemas.AclFilter;
import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AclGoalTest {

    private static final List<Acl> SOURCE = List.of(
            allow("topic orders"),
            allow("User:admin", "topic orders"),
            deny("topic orders"),
            allow("topic elsewhere"),
            allow("group billing"),
            allow("transactional_id tx"),
            allow("cluster kafka-cluster"));

    private static AclGoal goal(List<Acl> source, AclSettings settings, List<MirrorTopic> topics, Set<Acl> claimed)
            throws AclGoal.TooManyAclsException {
        MirrorNames names = new MirrorNames(Acls.LINK, topics);
        return AclGoal.of(
                source, List.of(), settings, names, new AclTranslation(names, ConsumerGroupSettings.DEFAULTS), claimed);
    }

    private static Set<Acl> wanted(AclSettings settings) throws Exception {
        return goal(SOURCE, settings, List.of(mirror("orders", "orders")), Set.of())
                .wanted();
    }

    private static AclSettings including(AclFilter filter) {
        return new AclSettings(true, List.of(filter), List.of(), 60);
    }

    private static AclSettings excluding(AclFilter filter) {
        return new AclSettings(true, AclSettings.DEFAULTS.include(), List.of(filter), 60);
    }

    @Test
    void wantsWhatClientsOfMirrorTopicsNeed() throws Exception {
        assertThat(wanted(AclSettings.DEFAULTS))
                .containsExactlyInAnyOrder(
                        allow("topic orders"),
                        allow("User:admin", "topic orders"),
                        deny("topic orders"),
                        allow("group billing"),
                        allow("transactional_id tx"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "topic, -, -, -, -, 3",
                "cluster, -, -, -, -, 1",
                "-, -, User:.*, -, -, 5",
                "-, -, User:ad, -, -, 0",
                "-, -, User:ad.*, -, -, 1",
                "-, ord.*|tx, -, -, -, 4",
                "-, -, -, read, -, 5",
                "-, -, -, all, -, 0",
                "-, -, -, -, deny, 1",
                "topic, orders, User:app, read, allow, 1",
            })
    void aFilterPicksWhatHasEverythingItNames(
            String type, String name, String principal, String operation, String permission, int count)
            throws Exception {
        AclFilter filter = new AclFilter(type, name, principal, operation, permission);

        assertThat(wanted(including(filter))).hasSize(count);
    }

    @Test
    void exclusionWins() throws Exception {
        assertThat(wanted(excluding(new AclFilter(null, null, "User:admin", null, null))))
                .hasSize(4)
                .doesNotContain(allow("User:admin", "topic orders"));
    }

    @Test
    void tellsWhatIsPickedAndNotCopied() throws Exception {
        AclGoal goal = goal(SOURCE, AclSettings.DEFAULTS, List.of(mirror("orders", "orders")), Set.of());

        assertThat(goal.skipped())
                .containsExactly(new Snapshot.SkippedAcl(
                        "ALLOW User:app from * READ on TOPIC LITERAL elsewhere",
                        "It covers no topic that the link mirrors and that has not migrated."));
    }

    @Test
    void knowsWhichClaimsOnlyTheFiltersPassOver() throws Exception {
        AclGoal goal = goal(
                SOURCE,
                excluding(AclFilter.ofType("group")),
                List.of(mirror("orders", "orders")),
                Set.of(allow("group billing"), allow("group gone")));

        assertThat(goal.filteredOut()).containsExactly(allow("group billing"));
    }

    @Test
    void aLinkWithoutTopicsWantsNothing() throws Exception {
        AclGoal goal = goal(SOURCE, AclSettings.DEFAULTS, List.of(), Set.of());

        assertThat(goal.wanted()).isEmpty();
        assertThat(goal.skipped()).isEmpty();
    }

    @Test
    void deniesBeforeATopicIsThereAndAllowsAfterwards() throws Exception {
        List<Acl> source = List.of(allow("topic orders"), deny("topic orders"));

        assertThat(goal(source, AclSettings.DEFAULTS, List.of(expected("orders", "eu.orders")), Set.of())
                        .wanted())
                .containsExactly(deny("topic eu.orders"));
        assertThat(goal(source, AclSettings.DEFAULTS, List.of(mirror("orders", "eu.orders")), Set.of())
                        .wanted())
                .containsExactlyInAnyOrder(allow("topic eu.orders"), deny("topic eu.orders"));
    }

    @Test
    void refusesMoreThanTheStateHoldsAndSaysWhatHelps() throws Exception {
        List<MirrorTopic> topics = IntStream.range(0, 1_001)
                .mapToObj(i -> mirror("orders-" + i, "eu.orders-" + i))
                .toList();
        List<Acl> hundred = new ArrayList<>();
        IntStream.range(0, 100).forEach(i -> hundred.add(allow("User:app-" + i, "topic orders-*")));

        assertThatThrownBy(() -> goal(hundred, AclSettings.DEFAULTS, topics, Set.of()))
                .hasMessageContaining("more than 100000")
                .hasMessageContaining("Narrow include, or widen exclude");
        assertThat(goal(hundred, excluding(new AclFilter(null, null, "User:app-1.", null, null)), topics, Set.of())
                        .wanted())
                .hasSize(90 * 1_001);
    }
}
