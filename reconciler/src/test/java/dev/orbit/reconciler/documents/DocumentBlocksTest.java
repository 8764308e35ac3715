// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.documents;

import static dev.orbit.reconciler.documents.Parsed.BROKERS;
import static dev.orbit.reconciler.documents.Parsed.message;
import static dev.orbit.reconciler.documents.Parsed.only;
import static dev.orbit.reconciler.documents.Parsed.problems;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.AclFilter;
import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.ConsumerGroupSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a document says of groups and ACLs, and of the rules of its mappings. */
class DocumentBlocksTest {

    @Test
    void readsConsumerGroups() {
        LinkDocument document = only(BROKERS + """
                consumer_groups:
                  copy_offsets_enabled: true
                  include: [billing, "team-.*"]
                  exclude: [".*-test"]
                  destination_group_prefix: eu.
                  interval_seconds: 30
                """);

        assertThat(document.link().consumerGroups())
                .isEqualTo(
                        new ConsumerGroupSettings(true, List.of("billing", "team-.*"), List.of(".*-test"), "eu.", 30));
    }

    @Test
    void givesEachMistakeInConsumerGroupsOneProblem() {
        assertThat(problems(BROKERS + "consumer_groups: {include: [a, '['], exclude: ['', 3], interval_seconds: 0}\n"))
                .containsExactly(
                        "f:2:32 consumer_groups.include[1] invalid_regex",
                        "f:2:48 consumer_groups.exclude[0] invalid_regex",
                        "f:2:52 consumer_groups.exclude[1] wrong_type",
                        "f:2:56 consumer_groups.interval_seconds invalid_value");
        assertThat(problems(BROKERS + "consumer_groups: {include: []}\n"))
                .containsExactly("f:2:19 consumer_groups.include empty_include");
        assertThat(problems(BROKERS + "consumer_groups: {include: a}\n"))
                .containsExactly("f:2:19 consumer_groups.include wrong_type");
        assertThat(message(BROKERS + "consumer_groups: {intervall_seconds: 5}\n"))
                .contains("intervall_seconds is unknown here; the nearest known one is interval_seconds.");
    }

    @Test
    void readsAcls() {
        LinkDocument document = only(BROKERS + """
                acls:
                  copy_enabled: true
                  include:
                    - resource_type: topic
                    - {resource_type: group, resource_name: "billing-.*"}
                  exclude: [{principal: "User:admin", operation: all, permission_type: allow}]
                  interval_seconds: 30
                """);

        assertThat(document.link().acls())
                .isEqualTo(new AclSettings(
                        true,
                        List.of(AclFilter.ofType("topic"), new AclFilter("group", "billing-.*", null, null, null)),
                        List.of(new AclFilter(null, null, "User:admin", "all", "allow")),
                        30));
        assertThat(only(BROKERS).link().acls()).isEqualTo(AclSettings.DEFAULTS);
    }

    @Test
    void givesEachMistakeInAclsOneProblem() {
        assertThat(problems(BROKERS + "acls: {include: [{}, {resource_type: topics}, a], interval_seconds: 0}\n"))
                .containsExactly(
                        "f:2:18 acls.include[0] empty_filter",
                        "f:2:23 acls.include[1].resource_type invalid_resource_type",
                        "f:2:47 acls.include[2] wrong_type",
                        "f:2:51 acls.interval_seconds invalid_value");
        assertThat(problems(BROKERS + "acls: {exclude: [{principal: ''}, {resource_name: '*'}]}\n"))
                .containsExactly(
                        "f:2:19 acls.exclude[0].principal invalid_regex",
                        "f:2:36 acls.exclude[1].resource_name invalid_regex");
        assertThat(message(BROKERS + "acls: {include: [{resource: topic}]}\n"))
                .contains("resource is unknown here; the nearest known one is");
    }

    @Test
    void givesEachMistakeInAMappingsRulesOneProblem() {
        assertThat(problems(BROKERS + "state: stopped\ncluster_config: {copy_source_cluster_configuration: 1}\n"))
                .containsExactly(
                        "f:2:1 state invalid_state",
                        "f:3:18 cluster_config.copy_source_cluster_configuration wrong_type");
        assertThat(problems(BROKERS + """
                        topic_mappings:
                          - source_topic: a
                            destination_topic: a
                            exclude: [b]
                          - source_regex: b.*
                            exclude: b
                            topic_config_include: []
                            topic_config_exclude: ["["]
                            follow_source_deletion: "yes"
                        """))
                .containsExactly(
                        "f:5:5 topic_mappings[0].exclude exclude_without_regex",
                        "f:7:5 topic_mappings[1].exclude wrong_type",
                        "f:8:5 topic_mappings[1].topic_config_include empty_include",
                        "f:9:28 topic_mappings[1].topic_config_exclude[0] invalid_regex",
                        "f:10:5 topic_mappings[1].follow_source_deletion wrong_type");
    }
}
