// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.acl;

import static dev.orbit.agent.acl.Guarded.acl;
import static dev.orbit.agent.acl.Guarded.allowGroup;
import static dev.orbit.agent.acl.Guarded.allowRead;
import static dev.orbit.agent.acl.Guarded.allowReadPrefix;
import static dev.orbit.agent.acl.Guarded.denyRead;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.verify.command.Verifying;
import dev.orbit.schemas.AclFilter;
import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMappingSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.GroupAuthorizationException;
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

/** ACLs at an agent whose link copies them. Each test has topics of its own, and leaves no ACL behind. */
@Timeout(180)
class AclCopyIT {

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

    @Test
    void aClientMayDoAtTheDestinationWhatItMayDoAtTheSource() throws Exception {
        AclBinding write = acl(
                AclPermissionType.ALLOW,
                "app",
                AclOperation.WRITE,
                ResourceType.TOPIC,
                PatternType.PREFIXED,
                "visible");
        trial.source()
                .add(
                        allowRead("*", "visible"),
                        denyRead("eve", "visible"),
                        allowReadPrefix("app", "renamed"),
                        allowReadPrefix("app", "vis"),
                        write,
                        allowGroup("app", "readers"),
                        allowRead("guest", "not-mirrored"));
        trial.mirror("visible", "visible");
        trial.mirror("renamed", "eu.renamed");

        trial.awaitAcls(Set.of(
                allowRead("*", "visible"),
                denyRead("eve", "visible"),
                allowRead("app", "eu.renamed"),
                allowReadPrefix("app", "vis"),
                write,
                allowGroup("app", "readers")));

        assertThat(trial.destination().read("guest", "visible", 3)).startsWith("0", "1", "2");
        assertThat(trial.destination().read("app", "eu.renamed", 3)).containsSequence(FIRST);
        assertThat(trial.destination().consume("app", "readers", "visible", 3)).containsSequence(FIRST);
        trial.destination().write("app", "visible", "proxied");
        assertThatThrownBy(() -> trial.destination().read("eve", "visible", 1))
                .isInstanceOf(TopicAuthorizationException.class);
        assertThatThrownBy(() -> trial.destination().read("guest", "eu.renamed", 1))
                .isInstanceOf(TopicAuthorizationException.class);
        assertThatThrownBy(() -> trial.destination().consume("app", "others", "visible", 1))
                .isInstanceOf(GroupAuthorizationException.class);
        assertThatThrownBy(() -> trial.destination().write("guest", "visible", "x"))
                .isInstanceOf(TopicAuthorizationException.class);
        assertThatThrownBy(() -> trial.source().read("eve", "visible", 1))
                .isInstanceOf(TopicAuthorizationException.class);
        await("counts")
                .atMost(AclTrial.WITHIN)
                .untilAsserted(() -> assertThat(trial.counts())
                        .isEqualTo(new Snapshot.AclCopy(
                                "default",
                                6,
                                0,
                                0,
                                1,
                                List.of(new Snapshot.SkippedAcl(
                                        "ALLOW User:guest from * READ on TOPIC LITERAL not-mirrored",
                                        "It covers no topic that the link mirrors and that has not migrated.")))));
    }

    @Test
    void followsWhatIsAddedAndRemovedAtTheSourceAndTakesBackWhatIsRemovedHere() throws Exception {
        trial.mirror("followed", "followed");
        trial.source().add(allowRead("app", "followed"), denyRead("eve", "followed"));
        trial.awaitAcls(Set.of(allowRead("app", "followed"), denyRead("eve", "followed")));
        assertThat(trial.destination().read("app", "followed", 3)).containsSequence(FIRST);

        trial.source().remove(allowRead("app", "followed"));
        trial.source().add(allowRead("guest", "followed"));
        trial.awaitAcls(Set.of(allowRead("guest", "followed"), denyRead("eve", "followed")));
        assertThatThrownBy(() -> trial.destination().read("app", "followed", 1))
                .isInstanceOf(TopicAuthorizationException.class);

        trial.destination().remove(denyRead("eve", "followed"));
        trial.awaitAcls(Set.of(allowRead("guest", "followed"), denyRead("eve", "followed")));
        trial.source().remove(trial.source().acls());
        trial.awaitAcls(Set.of());
    }

    @Test
    void neverTouchesWhatSomebodyElseMade() throws Exception {
        Set<AclBinding> foreign =
                Set.of(allowRead("app", "shared"), denyRead("eve", "shared"), allowRead("guest", "x"));
        trial.destination().add(foreign);
        trial.mirror("shared", "shared");
        trial.source().add(allowRead("app", "shared"), allowRead("guest", "shared"));
        Set<AclBinding> both = new HashSet<>(foreign);
        both.add(allowRead("guest", "shared"));
        trial.awaitAcls(both);

        trial.source().remove(trial.source().acls());
        trial.awaitAcls(foreign);
        trial.awaitQuiet();

        assertThat(trial.destination().acls()).isEqualTo(foreign);
    }

    @Test
    void whatSomebodyMadeAnewIsNotOrbitsAnyMore() throws Exception {
        trial.source().add(allowRead("app", "anew"), allowRead("guest", "anew"));
        // once a look has found all in order, the next one is an hour away
        trial.copy(new AclSettings(true, AclSettings.DEFAULTS.include(), List.of(), 3600));
        trial.mirror("anew", "anew");
        await("all in order").atMost(AclTrial.WITHIN).untilAsserted(() -> {
            assertThat(trial.counts().copiedCount()).isEqualTo(2);
            assertThat(trial.counts().pendingCount()).isZero();
        });
        trial.destination().remove(allowRead("app", "anew"));
        trial.destination().add(allowRead("app", "anew"));

        trial.source().remove(trial.source().acls());
        trial.copy(true);

        trial.awaitAcls(Set.of(allowRead("app", "anew")));
        trial.awaitQuiet();
        assertThat(trial.destination().acls()).containsExactly(allowRead("app", "anew"));
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

    @Test
    void switchedOffOrFilteredOutTheyStay() throws Exception {
        trial.mirror("kept", "kept");
        trial.source().add(allowRead("app", "kept"), allowRead("guest", "kept"));
        Set<AclBinding> both = Set.of(allowRead("app", "kept"), allowRead("guest", "kept"));
        trial.awaitAcls(both);

        AclFilter guest = new AclFilter(null, null, "User:guest", null, null);
        trial.copy(new AclSettings(true, AclSettings.DEFAULTS.include(), List.of(guest), 1));
        await("the count")
                .atMost(AclTrial.WITHIN)
                .untilAsserted(() -> assertThat(trial.counts().copiedCount()).isEqualTo(1));
        trial.copy(false);
        trial.source().remove(trial.source().acls());
        await("nothing is copied")
                .atMost(AclTrial.WITHIN)
                .until(() -> trial.api().snapshot().acls().isEmpty());
        trial.copy(true);
        trial.awaitQuiet();

        assertThat(trial.destination().acls()).isEqualTo(both);
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
