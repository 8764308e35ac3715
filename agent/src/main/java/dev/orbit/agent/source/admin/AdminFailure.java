// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.admin;

import dev.orbit.agent.source.connect.ConnectionFailure;
import dev.orbit.agent.source.connect.Diagnosis;
import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.connect.SourceException;
import dev.orbit.agent.source.connect.SourceException.Reason;
import dev.orbit.agent.source.connect.SourceProbe;
import dev.orbit.agent.source.connect.SourceTopology;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Puts failures of Kafka's admin client into words, and asks the brokers where the client only says "timeout". */
final class AdminFailure {

    private static final long GRACE_MS = 2_000;

    private final SourceClientConfig config;
    private final SourceProbe probe;

    AdminFailure(SourceClientConfig config, SourceProbe probe) {
        this.config = config;
        this.probe = probe;
    }

    /** @param operation what the principal must be allowed, such as {@code Describe on topics} */
    <T> T await(KafkaFuture<T> answer, Duration timeout, String operation) throws SourceException {
        try {
            return answer.get(timeout.toMillis() + GRACE_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw explain(e.getCause() == null ? e : e.getCause(), operation);
        } catch (java.util.concurrent.TimeoutException e) {
            throw explain(new TimeoutException(e), operation);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceException(Reason.FAILED, "Interrupted.", "Try again.", e);
        }
    }

    SourceException explain(Throwable failure, String operation) {
        if (failure instanceof AuthenticationException) {
            return SourceException.of(
                    ConnectionFailure.of(SourceProbe.bootstrap(config).get(0), failure), failure);
        }
        if (failure instanceof AuthorizationException) {
            return refused(failure, operation);
        }
        if (failure instanceof TimeoutException) {
            return timedOut(failure);
        }
        if (failure instanceof UnknownTopicOrPartitionException) {
            return new SourceException(
                    Reason.NOT_FOUND,
                    at() + "does not have the topic or partition: " + failure.getMessage(),
                    "Check the name, and that the principal may see it.",
                    failure);
        }
        if (failure instanceof UnsupportedForMessageFormatException) {
            return new SourceException(
                    Reason.UNSUPPORTED,
                    at() + "cannot find a moment in a topic of message format 0, whose records have no timestamps: "
                            + failure.getMessage(),
                    "Begin at the earliest or the latest offset instead of a timestamp.",
                    failure);
        }
        if (failure instanceof SecurityDisabledException) {
            return new SourceException(
                    Reason.NO_AUTHORIZER,
                    at() + "has no authorizer, and keeps no ACLs.",
                    "Set authorizer.class.name on its brokers, or copy_enabled: false in acls of the link.",
                    failure);
        }
        if (failure instanceof UnsupportedVersionException) {
            return new SourceException(
                    Reason.UNSUPPORTED,
                    at() + "is too old: " + failure.getMessage(),
                    "Orbit needs Apache Kafka 2.1 or newer at the source.",
                    failure);
        }
        return new SourceException(
                Reason.FAILED,
                at() + "answered: " + ConnectionFailure.rootMessage(failure),
                "Look into the source brokers' logs.",
                failure);
    }

    private SourceException refused(Throwable failure, String operation) {
        Set<String> topics = failure instanceof TopicAuthorizationException topicFailure
                ? topicFailure.unauthorizedTopics()
                : Set.of();
        String what = topics.isEmpty() ? operation : operation + ": " + String.join(", ", topics);
        return new SourceException(
                Reason.AUTHORIZATION,
                at() + "does not allow Orbit's principal " + what + ".",
                "Grant the principal " + what + " at the source.",
                failure);
    }

    private SourceException timedOut(Throwable failure) {
        try {
            SourceTopology topology = probe.firstAnswer();
            // Bootstrap works: what fails are the addresses that the brokers give of themselves.
            List<ConnectionFailure> failures = probe.failures(topology.endpoints());
            if (!failures.isEmpty()) {
                return new Diagnosis(failures).toException(failure);
            }
        } catch (SourceException e) {
            e.addSuppressed(failure);
            return e;
        }
        return new SourceException(
                Reason.TIMEOUT,
                at() + "did not answer in time, though its brokers can be reached.",
                "Try again. Look into the source brokers' logs.",
                failure);
    }

    /** Begins a sentence about the source. */
    String at() {
        return "The source at " + config.bootstrapBrokers().get(0) + " ";
    }
}
