// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.connect.SourceException;
import dev.orbit.agent.source.connect.SourceException.Reason;
import dev.orbit.agent.source.connect.SourceProbe;
import dev.orbit.schemas.BrokerAddress;
import dev.orbit.schemas.Credentials;
import java.lang.reflect.Constructor;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListGroupsResult;
import org.apache.kafka.clients.admin.internals.CoordinatorKey;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CoordinatorNotAvailableException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Groups of which one's coordinator is away; Kafka's client is a fake. */
class SourceGroupsTest {

    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final Duration LONG = Duration.ofMinutes(5);

    private final Map<String, KafkaFuture<Map<TopicPartition, OffsetAndMetadata>>> answers = new HashMap<>();
    private final List<Object> listed = new ArrayList<>();
    private final List<Set<String>> asked = new ArrayList<>();
    private final Set<String> silent = new HashSet<>();

    private SourceGroups groups(boolean tellsOfMany) {
        SourceClientConfig config = ((SourceClientConfig.Resolved) SourceClientConfig.resolve(
                        "orbit-a",
                        List.of(new BrokerAddress("localhost", 1)),
                        Credentials.PLAINTEXT,
                        "creds",
                        name -> null))
                .config();
        Admin admin = (Admin) Proxy.newProxyInstance(
                Admin.class.getClassLoader(), new Class<?>[] {Admin.class}, (proxy, method, a) -> {
                    if (method.getName().equals("listGroups")) {
                        return result(ListGroupsResult.class, KafkaFuture.class, KafkaFuture.completedFuture(listed));
                    }
                    return offsets(a[0] instanceof Map<?, ?> many ? many.keySet() : List.of(a[0]));
                });
        return new SourceGroups(
                admin, new AdminFailure(config, new SourceProbe(config, 500)), LONG, tellsOfMany, silent);
    }

    private Object offsets(Collection<?> groups) throws ReflectiveOperationException {
        Set<String> names = new TreeSet<>();
        groups.forEach(group -> names.add((String) group));
        asked.add(names);
        Map<CoordinatorKey, Object> futures = new HashMap<>();
        names.forEach(group -> futures.put(CoordinatorKey.byGroupId(group), answers.get(group)));
        return result(ListConsumerGroupOffsetsResult.class, Map.class, futures);
    }

    /** Kafka has its client alone make them. */
    private static <T> T result(Class<T> type, Class<?> parameter, Object argument)
            throws ReflectiveOperationException {
        Constructor<T> constructor = type.getDeclaredConstructor(parameter);
        constructor.setAccessible(true);
        return constructor.newInstance(argument);
    }

    private void tells(String... groups) {
        Arrays.stream(groups)
                .forEach(group ->
                        answers.put(group, KafkaFuture.completedFuture(Map.of(ORDERS, new OffsetAndMetadata(7)))));
    }

    private void fails(String group, Exception failure) {
        KafkaFutureImpl<Map<TopicPartition, OffsetAndMetadata>> answer = new KafkaFutureImpl<>();
        answer.completeExceptionally(failure);
        answers.put(group, answer);
    }

    private static Stream<String> told(List<SourceGroups.Commits> found) {
        return found.stream()
                .filter(commits -> commits.failure() == null)
                .peek(commits -> assertThat(commits.offsets()).containsKey(ORDERS))
                .map(SourceGroups.Commits::group);
    }

    @Test
    void aGroupWhoseCoordinatorIsAwayFailsAlone() throws Exception {
        tells("billing");
        fails("audit", new TimeoutException("Timed out waiting for a node assignment."));
        fails("sales", new CoordinatorNotAvailableException("away"));

        List<SourceGroups.Commits> found = groups(true).commits(List.of("audit", "sales", "billing"));

        assertThat(told(found)).containsExactly("billing");
        assertThat(found.get(0).failure())
                .hasMessage("The source's coordinator of group audit did not answer in time, though others did.")
                .extracting(SourceException::reason)
                .isEqualTo(Reason.TIMEOUT);
        assertThat(found.get(1).failure()).hasMessageContaining("away");
    }

    /** The client would go on for five minutes. */
    @Test
    @Timeout(60)
    void theOthersDoNotWaitForASilentGroup() throws Exception {
        tells("billing");
        answers.put("audit", new KafkaFutureImpl<>());

        List<SourceGroups.Commits> found = groups(true).commits(List.of("audit", "billing"));

        assertThat(told(found)).containsExactly("billing");
        assertThat(found).hasSize(2);
    }

    @Test
    void asksForASilentGroupApartUntilItAnswers() throws Exception {
        List<String> many = IntStream.range(0, 60).mapToObj(i -> "group-" + i).toList();
        tells(many.toArray(String[]::new));
        fails("group-0", new TimeoutException("silent"));
        groups(false).commits(many);
        assertThat(silent).containsExactly("group-0");
        asked.clear();
        tells("group-0");

        List<SourceGroups.Commits> found = groups(false).commits(many);

        assertThat(told(found)).containsExactlyInAnyOrderElementsOf(many);
        assertThat(asked.get(asked.size() - 1)).containsExactly("group-0");
        assertThat(silent).isEmpty();
    }

    @Test
    void failsAsAWholeWhereNothingIsTold() throws Exception {
        fails("audit", new TimeoutException("silent"));
        fails("billing", new TimeoutException("silent"));

        assertThatThrownBy(() -> groups(true).commits(List.of("audit", "billing")))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("localhost:1");
    }

    @Test
    void aGroupThatMayNotBeSeenFailsAloneThoughItIsTheOnlyOne() throws Exception {
        fails("audit", GroupAuthorizationException.forGroupId("audit"));

        assertThat(groups(true).commits(List.of("audit")))
                .singleElement()
                .extracting(commits -> String.valueOf(commits.failure()))
                .asString()
                .contains("does not allow");
    }

    @Test
    void listsTheGroupsOfTheBrokersThatAnswer() throws Exception {
        listed.add(new GroupListing(
                "billing", Optional.of(GroupType.CLASSIC), "consumer", Optional.of(GroupState.STABLE)));
        listed.add(new CoordinatorNotAvailableException("Error listing groups on broker 2"));

        SourceGroups.Names names = groups(true).names();

        assertThat(names.consumers()).containsExactly("billing");
        assertThat(names.failure()).hasMessageContaining("broker 2");
    }

    @Test
    void failsWhereNoBrokerLists() {
        listed.add(new CoordinatorNotAvailableException("Error listing groups on broker 2"));

        assertThatThrownBy(() -> groups(true).names()).isInstanceOf(SourceException.class);
    }
}
