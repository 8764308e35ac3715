// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.source.connect.BrokerEndpoint;
import dev.orbit.agent.source.connect.ConnectionFailure;
import dev.orbit.agent.source.connect.ConnectionFailure.Kind;
import dev.orbit.agent.source.connect.Diagnosis;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReachabilityTest {

    private static final BrokerEndpoint BROKER = new BrokerEndpoint(2, "kafka-2", 9092);
    private static final ConnectionFailure REFUSED = ConnectionFailure.of(Kind.NOT_CONNECTED, BROKER);
    private static final Diagnosis NOBODY = new Diagnosis(List.of(
            ConnectionFailure.of(Kind.UNKNOWN_HOST, new BrokerEndpoint(-1, "a", 1)),
            new ConnectionFailure(Kind.AUTHENTICATION, new BrokerEndpoint(-2, "b", 2), "Bad password")));

    private final RecordingListener listener = new RecordingListener();
    private final Reachability reachability = new Reachability(listener);

    @Test
    void saysEachThingOnce() {
        reachability.unanswered(NOBODY);
        reachability.unanswered(NOBODY);
        reachability.answered(seconds(0));
        reachability.answered(seconds(0));
        reachability.unanswered(NOBODY);

        String why = "unreachable: a:1: unknown host a. b:2: SASL authentication failed: Bad password. "
                + "Check sasl_mechanism and the user name and password in the agents' environment.";
        assertThat(listener.heard).containsExactly(why, "reached", why);
    }

    @Test
    void givesABrokerTimeToComeBack() {
        reachability.answered(seconds(0));
        reachability.brokerFailed(REFUSED, seconds(0));
        reachability.brokerFailed(REFUSED, seconds(9));
        reachability.brokerAnswered(BROKER);
        reachability.brokerFailed(REFUSED, seconds(12));
        assertThat(listener.heard).containsExactly("reached");

        reachability.brokerFailed(REFUSED, seconds(22));
        assertThat(listener.heard).hasSize(2);
        assertThat(listener.heard.get(1)).contains("Broker 2 at kafka-2:9092: connection refused");

        reachability.brokerAnswered(BROKER);
        assertThat(listener.heard.get(2)).isEqualTo("reached");
    }

    @Test
    void saysAtOnceWhatOnlyAnOperatorCanMend() {
        reachability.answered(seconds(0));
        reachability.brokerFailed(new ConnectionFailure(Kind.TLS, BROKER, "no trust"), seconds(0));
        assertThat(listener.heard.get(1)).contains("TLS handshake failed: no trust.");
    }

    @Test
    void forgetsABrokerThatIsNotUsedAnyMore() {
        reachability.answered(seconds(0));
        reachability.brokerFailed(REFUSED, seconds(0));
        reachability.brokerFailed(REFUSED, seconds(11));
        reachability.brokersInUse(Set.of(new BrokerEndpoint(1, "kafka-1", 9092)));
        assertThat(listener.heard).hasSize(3);
        assertThat(listener.heard.get(2)).isEqualTo("reached");
    }

    /** A proxy that has nothing more to send to a broker that came back would complain of it for ever. */
    @Test
    void forgetsABrokerThatNobodyHasTriedForAWhile() {
        reachability.answered(seconds(0));
        reachability.brokerFailed(REFUSED, seconds(0));
        reachability.brokerFailed(REFUSED, seconds(11));
        reachability.answered(seconds(100));
        assertThat(listener.heard).hasSize(2);

        reachability.answered(seconds(101));
        assertThat(listener.heard.get(2)).isEqualTo("reached");
    }

    /** It fails every half minute, and is asked for as often. */
    @Test
    void isNotPatientForeverWithABrokerThatNeverAnswers() {
        reachability.answered(seconds(0));
        reachability.brokerFailed(REFUSED, seconds(0));
        reachability.answered(seconds(30));
        reachability.brokerFailed(REFUSED, seconds(31));
        assertThat(listener.heard).hasSize(2);
    }

    @Test
    void tellsAnotherClusterApart() {
        reachability.wrongCluster("mine", "theirs");
        reachability.wrongCluster("mine", "theirs");
        reachability.brokerFailed(REFUSED, seconds(0));
        assertThat(listener.heard).hasSize(1);
        reachability.answered(seconds(0));
        assertThat(listener.heard.get(1)).isEqualTo("reached");
    }

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
