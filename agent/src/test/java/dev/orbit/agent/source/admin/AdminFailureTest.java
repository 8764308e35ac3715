// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.source.SourceLab;
import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.connect.SourceProbe;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a source answered is told with the code that is documented, what it is about, and what to do. */
class AdminFailureTest {

    private static final String OPERATION = "Describe on topics";

    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of(
                        new TopicAuthorizationException(Set.of("orders")),
                        "source_authorization",
                        OPERATION + ": orders",
                        "Grant the principal " + OPERATION + ": orders"),
                Arguments.of(GroupAuthorizationException.forGroupId("g"), "source_authorization", OPERATION, "Grant"),
                Arguments.of(
                        new UnknownTopicOrPartitionException("no partition orders-7"),
                        "source_not_found",
                        "no partition orders-7",
                        "Check the name"),
                Arguments.of(
                        new SecurityDisabledException("No Authorizer is configured."),
                        "source_no_authorizer",
                        "has no authorizer",
                        "copy_enabled: false"),
                Arguments.of(
                        new UnsupportedVersionException("no such request"),
                        "source_unsupported",
                        "no such request",
                        "2.1 or newer"),
                Arguments.of(
                        new UnsupportedForMessageFormatException("orders-0"),
                        "source_unsupported",
                        "message format 0",
                        "instead of a timestamp"),
                Arguments.of(
                        new IllegalStateException("beside it", new InvalidRequestException("the innermost words")),
                        "source_failed",
                        "the innermost words",
                        "brokers' logs"));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void isToldWithItsCode(RuntimeException answer, String code, String words, String remedy) {
        SourceClientConfig config = SourceLab.config("source.invalid:9092");

        var told = new AdminFailure(config, new SourceProbe(config, 1)).explain(answer, OPERATION);

        assertThat(told.toProblem("some.field")).satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.field()).isEqualTo("some.field");
            assertThat(problem.message()).contains("source.invalid:9092", words);
            assertThat(problem.remedy()).contains(remedy);
        });
    }
}
