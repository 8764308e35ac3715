// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.acl;

import static dev.orbit.agent.acl.Guarded.acl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.NewTopics;
import dev.orbit.schemas.Diagnostic;
import dev.orbit.schemas.DiagnosticsResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The destination has ACLs that are not enforced yet. */
@Timeout(180)
class ShadowedAclsIT {

    @TempDir
    static Path directory;

    private static AclTrial trial;

    @BeforeAll
    static void start() throws Exception {
        trial = AclTrial.start(directory, needed -> {
            Map<String, String> settings = new HashMap<>(needed);
            settings.put("authorizer.class.name", "dev.orbit.agent.broker.ShadowAuthorizer");
            return settings;
        });
    }

    @AfterAll
    static void stop() {
        trial.close();
    }

    private static AclBinding allowWrite(String user, String topic) {
        return acl(AclPermissionType.ALLOW, user, AclOperation.WRITE, ResourceType.TOPIC, PatternType.LITERAL, topic);
    }

    /** As producers are by default: idempotent. */
    private static void write(String user, String topic) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                trial.destination().cluster().producer(trial.destination().as(user))) {
            Cluster.send(producer, topic, 0, "of " + user);
        }
    }

    private static List<Diagnostic> diagnostics() throws Exception {
        return trial.api().get("/v1/diagnostics").as(DiagnosticsResponse.class).diagnostics();
    }

    private static Set<String> denials(String user) throws Exception {
        return diagnostics().stream()
                .filter(found ->
                        found.denied() != null && found.denied().principal().equals("User:" + user))
                .map(found -> found.denied().operation() + " " + found.denied().resourceType() + " "
                        + found.denied().resource())
                .collect(Collectors.toSet());
    }

    private static void awaitDenials(String user, String... expected) {
        await().atMost(AclTrial.WITHIN)
                .untilAsserted(() -> assertThat(denials(user)).containsExactlyInAnyOrder(expected));
    }

    @Test
    void nobodyIsRefusedAndWhoWouldBeIsTold() throws Exception {
        trial.mirror("told", "told");
        trial.destination().add(allowWrite("app", "told"));

        write("app", "told");
        write("eve", "told");

        awaitDenials("eve", "DESCRIBE TOPIC told", "WRITE TOPIC told", "WRITE TOPIC *");
        assertThat(denials("app")).isEmpty();
        assertThat(trial.source().cluster().values("told")).endsWith("of app", "of eve");
        assertThat(diagnostics().stream()
                        .filter(found -> found.denied() != null
                                && found.denied().resource().equals("told")
                                && found.denied().operation().equals("WRITE")))
                .singleElement()
                .satisfies(told -> {
                    assertThat(told.name()).isEqualTo("acl_shadow_denied");
                    assertThat(told.topic()).isEqualTo("told");
                    assertThat(told.link()).isEqualTo(Documents.LINK);
                    assertThat(told.records()).isNull();
                    assertThat(told.denied().requests()).isPositive();
                    assertThat(told.message()).contains("User:eve", "WRITE", "TOPIC told", "Add the ACL");
                });
        assertThat(diagnostics().stream()
                        .filter(found -> found.denied() != null
                                && found.denied().resource().equals("*")))
                .isNotEmpty()
                .allSatisfy(ofAny -> assertThat(ofAny.topic()).isNull());
        assertThat(Files.readString(trial.agent().logFile()))
                .contains("ACL_SHADOW_DENIED: User:eve was allowed WRITE on TOPIC told")
                .doesNotContain("User:app was allowed");
    }

    @Test
    void whatAnAclAllowsNowIsNotToldAnyMore() throws Exception {
        trial.destination().cluster().createTopic("mended", 1);
        trial.destination().write("guest", "mended", "one");
        awaitDenials("guest", "DESCRIBE TOPIC mended", "WRITE TOPIC mended");

        trial.destination().add(allowWrite("guest", "mended"));

        awaitDenials("guest");
    }

    @Test
    void consumersAndAdministratorsAreToldOfToo() throws Exception {
        try (Admin admin = Admin.create(trial.destination().as("reader"))) {
            NewTopics.create(admin, List.of(new NewTopic("made", 1, (short) 1)));
            assertThat(admin.listTopics().names().get(30, TimeUnit.SECONDS)).contains("made");
        }
        trial.destination().cluster().produce("made", 0, "one");

        assertThat(trial.destination().consume("reader", "readers", "made", 1)).containsExactly("one");

        await().atMost(AclTrial.WITHIN)
                .untilAsserted(() -> assertThat(denials("reader"))
                        .contains("CREATE TOPIC made", "READ GROUP readers", "READ TOPIC made")
                        .doesNotContain("CREATE CLUSTER kafka-cluster"));
    }
}
