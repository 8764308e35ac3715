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

import dev.orbit.schemas.AclFilter;
import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.Snapshot;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** ACLs at an agent whose link copies them, and of whose topics none has migrated. Each test has topics of its own, and leaves no ACL behind. */
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
}
