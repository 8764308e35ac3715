// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.acl;

import static dev.orbit.agent.acl.Guarded.allowRead;
import static dev.orbit.agent.acl.Guarded.denyRead;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.StockBrokerOptions;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.verify.TopicRecords;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.acl.AclBinding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Agents that are killed while they copy ACLs. */
@Timeout(240)
class AclCrashIT {

    @TempDir
    Path directory;

    private static Map<String, String> joining(Map<String, String> needed, StockBrokerOptions controller) {
        Map<String, String> settings = new TreeMap<>(needed);
        settings.put("node.id", "2");
        settings.put("process.roles", "broker");
        settings.put("controller.quorum.voters", "1@" + controller.host() + ":" + controller.controllerPort());
        settings.put("orbit.cluster.id", controller.clusterId());
        settings.put("listeners", needed.get("listeners").replaceFirst(",CONTROLLER://[^,]*", ""));
        return settings;
    }

    private static StockBrokerOptions controller(Path directory) {
        StockBrokerOptions options = StockBrokerOptions.in(directory);
        String listener = "CONTROLLER://" + options.host() + ":" + options.controllerPort();
        return options.with("process.roles", "controller")
                .with("listeners", listener)
                .with("advertised.listeners", listener)
                .with("inter.broker.listener.name", "PLAINTEXT")
                .with("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT")
                .with("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                .with("super.users", "User:ANONYMOUS");
    }

    /** What the state holds of ACLs, by key. */
    private static Map<String, String> claims(AclTrial trial) {
        Map<String, String> claims = new HashMap<>();
        TopicRecords.forEach(
                trial.destination().cluster().clientProperties(),
                "__orbit_state",
                IsolationLevel.READ_UNCOMMITTED,
                record -> {
                    String key = new String(record.key(), StandardCharsets.UTF_8);
                    if (key.startsWith("acls/") && record.value() == null) {
                        claims.remove(key);
                    } else if (key.startsWith("acls/")) {
                        claims.put(key, new String(record.value(), StandardCharsets.UTF_8));
                    }
                });
        return claims;
    }

    /** The controller is a process of its own, so that what the agent asked of it can outlive the agent. */
    @Test
    void anAgentThatIsKilledBetweenIntentAndLandingLeavesNothingUnowned() throws Exception {
        StockBrokerOptions options = controller(directory.resolve("controller"));
        try (StockBrokerProcess controller = StockBrokerProcess.start(options);
                AclTrial trial = AclTrial.start(directory, needed -> joining(needed, options))) {
            trial.mirror("orders", "orders");
            AclBinding foreign = denyRead("eve", "orders");
            trial.destination().add(foreign);
            controller.suspend();
            trial.source().add(allowRead("app", "orders"), denyRead("eve", "orders"));
            await("the intent")
                    .atMost(AclTrial.WITHIN)
                    .untilAsserted(() -> assertThat(claims(trial).values())
                            .singleElement()
                            .satisfies(claim ->
                                    assertThat(claim).contains("User:app").doesNotContain("\"id\"")));

            trial.agent().kill();
            controller.resume();
            trial.agent().restart();

            trial.awaitAcls(Set.of(foreign, allowRead("app", "orders")));
            await("the claim")
                    .atMost(AclTrial.WITHIN)
                    .untilAsserted(() -> assertThat(claims(trial).values())
                            .singleElement()
                            .satisfies(claim -> assertThat(claim).contains("User:app", "\"id\"")));
            trial.source().remove(trial.source().acls());
            trial.awaitAcls(Set.of(foreign));
            await("no claim").atMost(AclTrial.WITHIN).until(() -> claims(trial).isEmpty());
        }
    }

    /** Whatever the agent was at when it died: afterwards it knows what it added. */
    @Test
    void ownsWhatItAddedAfterItIsKilledAgainAndAgain() throws Exception {
        try (AclTrial trial = AclTrial.start(directory)) {
            trial.mirror("many", "many");
            AclBinding foreign = allowRead("many-0", "many");
            trial.destination().add(foreign);
            List<AclBinding> many = IntStream.range(0, 3_000)
                    .mapToObj(i -> allowRead("many-" + i, "many"))
                    .toList();
            trial.source().add(many);
            for (int part : new int[] {1, 700, 1_900}) {
                await(part + " added")
                        .atMost(AclTrial.WITHIN)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> trial.destination().acls().size() > part);
                trial.agent().kill();
                trial.agent().restart();
            }
            trial.awaitAcls(Set.copyOf(many));

            trial.source().remove(many);

            trial.awaitAcls(Set.of(foreign));
        }
    }
}
