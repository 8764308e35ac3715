// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.acl;

import static dev.orbit.agent.acl.Guarded.acl;
import static dev.orbit.agent.acl.Guarded.allowGroup;
import static dev.orbit.agent.acl.Guarded.allowRead;
import static dev.orbit.agent.acl.Guarded.allowReadPrefix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.verify.command.Verifying;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.TopicMappingSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * ACLs at an agent of whose topics some have migrated: what is about no topic is nobody's to take away from then on. Each
 * test has topics of its own, and leaves no ACL behind.
 */
@Timeout(180)
class MigratedAclsIT {

    private static final List<String> FIRST = List.of("0", "1", "2");

    @TempDir
    static Path directory;

    private static AclTrial trial;

    @BeforeAll
    static void start() throws Exception {
        trial = AclTrial.start(directory);
    }

    @AfterAll
    static void stop() {
        trial.close();
    }

    @AfterEach
    void removeAll() throws Exception {
        trial.copy(true);
        trial.source().remove(trial.source().acls());
        trial.destination().remove(trial.destination().acls());
    }

    @Test
    void aTopicThatHasMigratedKeepsItsAcls() throws Exception {
        trial.mirror("done-a", "done-a");
        trial.mirror("done-b", "done-b");
        trial.source()
                .add(
                        allowRead("app", "done-a"),
                        allowReadPrefix("guest", "done-"),
                        allowRead("app", "done-b"),
                        allowGroup("app", "done-group"));
        trial.awaitAcls(trial.source().acls());
        trial.api().initiate("done-a");
        trial.awaitState("done-a", MigrationState.COMPLETE);

        trial.source().remove(trial.source().acls());

        trial.awaitAcls(
                Set.of(allowRead("app", "done-a"), allowRead("guest", "done-a"), allowGroup("app", "done-group")));
        assertThat(trial.destination().read("app", "done-a", 3)).containsSequence(FIRST);
        assertThat(trial.destination().read("guest", "done-a", 3)).containsSequence(FIRST);
        assertThatThrownBy(() -> trial.destination().read("guest", "done-b", 1))
                .isInstanceOf(TopicAuthorizationException.class);
    }

    /** What {@code docs/privileges.md} says of it: the source's side is that of the reader. */
    @Test
    void verifyNeedsToReadTheMirrorAndItsConfigs() throws Exception {
        AclBinding read = allowRead("guest", "verified");
        AclBinding describeConfigs = acl(
                AclPermissionType.ALLOW,
                "guest",
                AclOperation.DESCRIBE_CONFIGS,
                ResourceType.TOPIC,
                PatternType.LITERAL,
                "verified");
        trial.mirror("verified", "verified");

        trial.destination().add(read);
        assertThat(verify("guest"))
                .satisfies(run -> assertThat(run.code()).as(run.toString()).isEqualTo(1))
                .satisfies(run ->
                        assertThat(run.err()).contains("DescribeConfigs on topic verified", "[cluster_refused]"));
        trial.destination().add(describeConfigs);
        assertThat(verify("guest"))
                .satisfies(run -> assertThat(run.code()).as(run.toString()).isZero());
        trial.api().initiate("verified");
        trial.awaitState("verified", MigrationState.COMPLETE);
        assertThat(List.of(verify("guest"), verify("guest", "--proof-only")))
                .allSatisfy(run -> assertThat(run.code()).as(run.toString()).isZero());
        trial.destination().remove(read);
        assertThat(verify("guest").code()).isEqualTo(1);
    }

    /** @param user whoever compares, at the destination */
    private static Verifying verify(String user, String... options) throws Exception {
        Map<String, Object> client = trial.destination().as(user);
        Path config = directory.resolve(user + ".properties");
        Files.write(
                config,
                client.entrySet().stream()
                        .map(property -> property.getKey() + "=" + property.getValue())
                        .toList());
        List<String> arguments = new ArrayList<>(List.of(
                "--topic",
                "verified",
                "--bootstrap-server",
                String.valueOf(client.get("bootstrap.servers")),
                "--command-config",
                config.toString()));
        arguments.addAll(List.of(options));
        return Verifying.run(
                Map.of("ORBIT_ENDPOINT", trial.agent().endpoint().toString()), arguments.toArray(String[]::new));
    }

    /** As it is after the cutover; what the source allows its own clients, or the proxy, does not count. */
    @Test
    void whoMayWriteIsTheDestinationsToSayInEveryState() throws Exception {
        trial.mirror("ruled", "ruled");
        trial.destination()
                .add(
                        onRuled(AclPermissionType.ALLOW, "app"),
                        onRuled(AclPermissionType.ALLOW, "eve"),
                        onRuled(AclPermissionType.DENY, "eve"));

        refusesWhoMayNotWrite();
        trial.destination().write("app", "ruled", "in PROXY");
        trial.api().put(ruledMapping(false, 1));
        trial.awaitState("ruled", MigrationState.REJECT);
        refusesWhoMayNotWrite();
        assertThatThrownBy(() -> trial.destination().write("app", "ruled", "in REJECT"))
                .isInstanceOf(PolicyViolationException.class);
        trial.api().put(ruledMapping(true, 2));
        trial.awaitState("ruled", MigrationState.PROXY);
        trial.api().initiate("ruled");
        trial.awaitState("ruled", MigrationState.COMPLETE);
        refusesWhoMayNotWrite();
        trial.destination().write("app", "ruled", "in COMPLETE");

        assertThat(trial.source().cluster().values("ruled"))
                .contains("in PROXY")
                .doesNotContain("nobody's", "in REJECT", "in COMPLETE");
        assertThat(trial.destination().cluster().values("ruled"))
                .contains("in PROXY", "in COMPLETE")
                .doesNotContain("nobody's", "in REJECT");
    }

    private static AclBinding onRuled(AclPermissionType permission, String user) {
        return acl(permission, user, AclOperation.WRITE, ResourceType.TOPIC, PatternType.LITERAL, "ruled");
    }

    private static Change ruledMapping(boolean isProxied, long revision) {
        return new Change.PutTopicMapping(
                TopicMappingSpec.literal(Documents.LINK, 0, "ruled", "ruled")
                        .withAutoMigration(new AutoMigration(isProxied)),
                revision);
    }

    /** One has no ACL, the other one is denied what it is allowed. */
    private static void refusesWhoMayNotWrite() {
        for (String user : List.of("guest", "eve")) {
            assertThatThrownBy(() -> trial.destination().write(user, "ruled", "nobody's"))
                    .as(user)
                    .isInstanceOf(TopicAuthorizationException.class);
        }
    }
}
