// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.reconciler.plan.Action;
import dev.orbit.reconciler.plan.FieldChange;
import dev.orbit.reconciler.plan.Plan;
import dev.orbit.reconciler.plan.PlannedChange;
import dev.orbit.schemas.AclFilter;
import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.BrokerAddress;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.ClusterConfigSettings;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.FetchSettings;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.LinkState;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DifferTest {

    private static final Snapshot EMPTY = snapshot(List.of(), List.of());

    private static LinkSpec link(String name) {
        return link(name, null, null, FetchSettings.DEFAULTS);
    }

    private static LinkSpec link(
            String name, @Nullable String clusterId, @Nullable Credentials proxy, FetchSettings fetch) {
        return link(name, clusterId, proxy, fetch, ConsumerGroupSettings.DEFAULTS, AclSettings.DEFAULTS);
    }

    private static LinkSpec link(
            String name,
            @Nullable String clusterId,
            @Nullable Credentials proxy,
            FetchSettings fetch,
            ConsumerGroupSettings groups,
            AclSettings acls) {
        return new LinkSpec(
                name,
                List.of(new BrokerAddress("h", 9092)),
                clusterId,
                Credentials.PLAINTEXT,
                proxy,
                AutoMigration.INHERIT,
                fetch,
                groups,
                acls);
    }

    /** A link that copies other groups and ACLs than one does by default. */
    private static LinkSpec copying(ConsumerGroupSettings groups, AclSettings acls) {
        return link("l", null, null, FetchSettings.DEFAULTS, groups, acls);
    }

    /** The fields that make of a link without settings of its own the one that is desired. */
    private static List<FieldChange> fieldsTo(LinkSpec desired) {
        return Differ.diff(
                        List.of(desired(desired)), snapshot(List.of(present(link(desired.name()), 7, null)), List.of()))
                .changes()
                .get(0)
                .fields();
    }

    private static TopicMappingSpec mapping(String link, int priority, String topic) {
        return TopicMappingSpec.literal(link, priority, topic, topic);
    }

    private static Snapshot snapshot(List<Snapshot.Link> links, List<Snapshot.TopicMapping> mappings) {
        return new Snapshot(new Snapshot.Cluster("c", 1, List.of()), links, mappings, List.of(), List.of(), List.of());
    }

    private static Snapshot.Link present(LinkSpec spec, long revision, @Nullable String learned) {
        return new Snapshot.Link(spec, revision, LinkState.ACTIVE, learned, null);
    }

    private static Snapshot.TopicMapping present(TopicMappingSpec spec, long revision) {
        return new Snapshot.TopicMapping(spec, revision);
    }

    private static DesiredLink desired(LinkSpec link, TopicMappingSpec... mappings) {
        return new DesiredLink(link, Arrays.asList(mappings));
    }

    private static List<String> brief(Plan plan) {
        return plan.changes().stream()
                .map(change -> change.action() + " " + change.target())
                .toList();
    }

    @Test
    void createsWhatIsNotThere() {
        Plan plan = Differ.diff(List.of(desired(link("l"), mapping("l", 0, "a"))), EMPTY);

        assertThat(plan.writes())
                .containsExactly(new Change.PutLink(link("l"), 0), new Change.PutTopicMapping(mapping("l", 0, "a"), 0));
        assertThat(plan.count(Action.CREATE)).isEqualTo(2);
        assertThat(plan.changes().get(1).fields())
                .contains(new FieldChange("source_topic", null, "a"), new FieldChange("priority", null, 0))
                .noneMatch(field -> Set.of("source_regex", "link").contains(field.field()));
        assertThat(plan.changes().get(0).fields())
                .contains(new FieldChange("source_bootstrap_brokers", null, List.of("h:9092")))
                .noneMatch(field -> field.field().equals("name"));
    }

    @Test
    void findsNothingToDoWhereAllIsAsDesired() {
        Snapshot actual =
                snapshot(List.of(present(link("l"), 3, "learned")), List.of(present(mapping("l", 0, "a"), 4)));

        assertThat(Differ.diff(List.of(desired(link("l"), mapping("l", 0, "a"))), actual)
                        .isEmpty())
                .isTrue();
    }

    @Test
    void namesEachFieldThatDiffersAndTheRevisionItReplaces() {
        Snapshot actual = snapshot(List.of(present(link("l"), 7, null)), List.of());
        LinkSpec changed = link("l", "pin", Credentials.PLAINTEXT, new FetchSettings(3, 100 << 20, 50 << 20, null));

        PlannedChange change =
                Differ.diff(List.of(desired(changed)), actual).changes().get(0);

        assertThat(change.action()).isEqualTo(Action.UPDATE);
        assertThat(change.write()).isEqualTo(new Change.PutLink(changed, 7));
        assertThat(change.fields())
                .containsExactly(
                        new FieldChange("source_cluster_id", null, "pin"),
                        new FieldChange("auto_migration_source_cluster_credentials.use_tls", null, false),
                        new FieldChange(
                                "auto_migration_source_cluster_credentials.tls_insecure_skip_verify", null, false),
                        new FieldChange("fetch.concurrency", 2, 3));
    }

    @Test
    void comparesWhetherALinkRunsAndTheRulesOfItsMappings() {
        TopicMappingSpec plain = TopicMappingSpec.regex("l", 0, "a.*", "");
        TopicMappingSpec ruled = plain.withExclude("ab")
                .withTopicConfigExclude("retention.*")
                .withFollowSourceDeletion(true)
                .withIrreversibleDisableOrbitManagement(true);
        LinkSpec paused = link("l").withState(LinkSpec.PAUSED).withClusterConfig(new ClusterConfigSettings(true));
        Snapshot actual = snapshot(List.of(present(link("l"), 7, null)), List.of(present(plain, 4)));

        assertThat(Differ.diff(List.of(desired(paused, ruled)), actual).changes())
                .flatExtracting(PlannedChange::fields)
                .containsExactly(
                        new FieldChange("cluster_config.copy_source_cluster_configuration", false, true),
                        new FieldChange("state", "running", "paused"),
                        new FieldChange("exclude", List.of(), List.of("ab")),
                        new FieldChange("topic_config_exclude", List.of(), List.of("retention.*")),
                        new FieldChange("follow_source_deletion", false, true),
                        new FieldChange("irreversible_disable_orbit_management", false, true));
    }

    @Test
    void comparesTheSettingsOfAcls() {
        LinkSpec desired = copying(
                ConsumerGroupSettings.DEFAULTS,
                new AclSettings(
                        true,
                        AclSettings.DEFAULTS.include(),
                        List.of(new AclFilter("topic", "a", null, null, "deny")),
                        60));

        assertThat(fieldsTo(desired))
                .containsExactly(
                        new FieldChange("acls.copy_enabled", false, true),
                        new FieldChange(
                                "acls.exclude",
                                List.of(),
                                List.of("{resource_type: topic, resource_name: a, permission_type: deny}")));
    }

    @Test
    void comparesTheSettingsOfConsumerGroups() {
        LinkSpec desired = copying(
                new ConsumerGroupSettings(true, List.of("a", "b.*"), List.of(), "eu.", 10), AclSettings.DEFAULTS);

        assertThat(fieldsTo(desired))
                .containsExactly(
                        new FieldChange("consumer_groups.copy_offsets_enabled", false, true),
                        new FieldChange("consumer_groups.include", List.of(".*"), List.of("a", "b.*")),
                        new FieldChange("consumer_groups.destination_group_prefix", "", "eu."));
    }

    @Test
    void takesAChangedPriorityForAChange() {
        Snapshot actual = snapshot(
                List.of(present(link("l"), 1, null)),
                List.of(present(mapping("l", 0, "a"), 2), present(mapping("l", 1, "b"), 3)));

        Plan plan = Differ.diff(List.of(desired(link("l"), mapping("l", 0, "b"), mapping("l", 1, "a"))), actual);

        assertThat(brief(plan)).containsExactly("UPDATE topic mapping \"l/b\"", "UPDATE topic mapping \"l/a\"");
        assertThat(plan.changes().get(0).fields()).containsExactly(new FieldChange("priority", 1, 0));
    }

    @Test
    void deletesMappingsOfADescribedLinkThatNoDocumentHas() {
        Snapshot actual = snapshot(
                List.of(present(link("l"), 1, null)),
                List.of(present(mapping("l", 0, "old"), 2), present(mapping("l", 1, "kept"), 3)));

        Plan plan = Differ.diff(List.of(desired(link("l"), mapping("l", 0, "new"), mapping("l", 1, "kept"))), actual);

        assertThat(brief(plan)).containsExactly("DELETE topic mapping \"l/old\"", "CREATE topic mapping \"l/new\"");
        assertThat(plan.writes().get(0)).isEqualTo(new Change.DeleteTopicMapping("l", "old", 2));
    }

    @Test
    void leavesLinksAloneThatNoDocumentDescribesAndListsThem() {
        Snapshot actual = snapshot(
                List.of(present(link("z"), 1, null), present(link("other"), 1, null)),
                List.of(present(mapping("other", 0, "a"), 2)));

        Plan plan = Differ.diff(List.of(desired(link("l"))), actual);

        assertThat(brief(plan)).containsExactly("CREATE link \"l\"");
        assertThat(plan.unmanagedLinks()).containsExactly("other", "z");
    }

    @Test
    void ordersByLinkWhateverTheOrderOfTheFiles() {
        DesiredLink a = desired(link("a"), mapping("a", 0, "t"));
        DesiredLink b = desired(link("b"));

        assertThat(brief(Differ.diff(List.of(b, a), EMPTY)))
                .containsExactly("CREATE link \"a\"", "CREATE topic mapping \"a/t\"", "CREATE link \"b\"")
                .isEqualTo(brief(Differ.diff(List.of(a, b), EMPTY)));
    }

    @Test
    void doesNotTakeALearnedClusterIdForDrift() {
        LinkSpec pinned = link("l", "id", null, FetchSettings.DEFAULTS);

        assertThat(Differ.diff(List.of(desired(link("l"))), snapshot(List.of(present(pinned, 1, "id")), List.of()))
                        .isEmpty())
                .isTrue();
        assertThat(Differ.diff(List.of(desired(pinned)), snapshot(List.of(present(pinned, 1, "id")), List.of()))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void takesAPinOnAnotherClusterForAChange() {
        LinkSpec pinned = link("l", "id", null, FetchSettings.DEFAULTS);
        Snapshot elsewhere = snapshot(List.of(present(pinned, 1, "other")), List.of());

        assertThat(Differ.diff(List.of(desired(link("l"))), elsewhere)
                        .changes()
                        .get(0)
                        .fields())
                .containsExactly(new FieldChange("source_cluster_id", "id", null));
    }

    @Test
    void tellsAMappingThatChangesItsForm() {
        TopicMappingSpec regex = TopicMappingSpec.regex("l", 0, "a", "");
        Snapshot actual = snapshot(List.of(present(link("l"), 1, null)), List.of(present(mapping("l", 0, "a"), 2)));

        assertThat(Differ.diff(List.of(desired(link("l"), regex)), actual)
                        .changes()
                        .get(0)
                        .fields())
                .containsExactly(
                        new FieldChange("source_regex", null, "a"),
                        new FieldChange("destination_prefix", null, ""),
                        new FieldChange("source_topic", "a", null),
                        new FieldChange("destination_topic", "a", null));
    }
}
