// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.coordinator.source.SourceFailure;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceScan;
import dev.orbit.agent.state.MappingDocument;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.BrokerAddress;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A source that is switched off: what needs it is refused, and what does not is not. */
class BatchScansTest {

    private static final LinkSpec LINK = States.link("default").spec();
    private static final TopicMappingSpec ORDERS =
            States.literal("default", 0, "orders", "orders", AutoMigration.INHERIT);
    private static final StateImage MAPPED =
            States.image(StateRecord.of(States.link("default")), StateRecord.of(new MappingDocument(ORDERS, 1)));
    private static final SourceScan SEEN = new SourceScan(States.SOURCE_CLUSTER, List.of());

    private final List<Problem> problems = new ArrayList<>();

    @Test
    void whatTakesSomethingAwayNeedsNoSource() {
        assertThat(scans(new Change.DeleteTopicMapping("default", "orders", 1))).containsEntry("default", SEEN);
        scans(new Change.DeleteTopicMapping("default", "orders", 1), new Change.DeleteLink("default", 1));
        scans(new Change.PutLink(LINK.withState(LinkSpec.PAUSED), 1));
        scans(mapped(ORDERS.withIrreversibleDisableOrbitManagement(true)));
        scans(mapped(ORDERS.withTopicConfig(Map.of("retention.ms", "1"))));
        scans(mapped(ORDERS.withAutoMigration(new AutoMigration(false))));

        assertThat(problems).isEmpty();
    }

    @Test
    void aLinkThatIsNewOrLeadsElsewhereNeedsItsSource() {
        refuses(StateImage.EMPTY, new Change.PutLink(LINK, 0));
        refuses(MAPPED, new Change.PutLink(at("elsewhere.example"), 1));
        refuses(
                States.image(StateRecord.of(States.link("default"))),
                new Change.DeleteLink("default", 1),
                new Change.PutLink(LINK, 0));
    }

    @Test
    void aMappingThatMayMatchMoreNeedsTheSource() {
        refuses(MAPPED, new Change.PutTopicMapping(States.regex("default", 1, "pay.*", ""), 0));
        refuses(MAPPED, mapped(States.literal("default", 0, "orders", "copy", AutoMigration.INHERIT)));
        refuses(MAPPED, mapped(States.literal("default", 7, "orders", "orders", AutoMigration.INHERIT)));
    }

    /** The proxy's credentials are looked at, before producers are put through with them. */
    @Test
    void whatMayEnableTheProxyNeedsTheSource() {
        refuses(MAPPED, mapped(ORDERS.withAutoMigration(new AutoMigration(true))));
        refuses(
                MAPPED,
                new Change.PutLink(
                        States.linkSpec(
                                "default", new AutoMigration(true), LINK.autoMigrationSourceClusterCredentials()),
                        1));
    }

    private static LinkSpec at(String host) {
        return new LinkSpec(
                LINK.name(),
                List.of(new BrokerAddress(host, 9092)),
                null,
                LINK.sourceClusterCredentials(),
                LINK.autoMigrationSourceClusterCredentials(),
                LINK.autoMigration(),
                LINK.fetch(),
                LINK.consumerGroups(),
                LINK.acls());
    }

    private static Change mapped(TopicMappingSpec spec) {
        return new Change.PutTopicMapping(spec, 1);
    }

    private void refuses(StateImage image, Change... changes) {
        problems.clear();
        scans(image, changes);
        assertThat(problems).extracting(Problem::code).containsExactly("source_unreachable");
    }

    private Map<String, SourceScan> scans(Change... changes) {
        return scans(MAPPED, changes);
    }

    private Map<String, SourceScan> scans(StateImage image, Change... changes) {
        return BatchScans.of(
                ChangePlan.of(image, List.of(changes)),
                link -> {
                    throw new SourceFailure(
                            List.of(new Problem("source_unreachable", "it is away.", null, "Bring it back.")));
                },
                link -> Optional.of(SEEN),
                "own-cluster",
                problems);
    }
}
