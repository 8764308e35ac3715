// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.coordinator.source.SourceFailure;
import dev.orbit.agent.coordinator.source.SourceQueries.EndsFor;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceTopicId;
import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.BrokerAddress;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.FetchSettings;
import dev.orbit.schemas.LinkSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A source that takes connections and says nothing. */
@Timeout(60)
class SourceInquiriesTest {

    /** Far less than a question waits for its answer. */
    private static final int AT_ONCE_SECONDS = 4;

    private final AtomicLong nanos = new AtomicLong();
    private final SourceInquiries inquiries = new SourceInquiries(new LinkClients(name -> null), nanos::get);
    private ServerSocket silent;
    private Socket connection;
    private CompletableFuture<Object> asked;

    @BeforeEach
    void ask() throws Exception {
        silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        asked = ask(EndsFor.WATCHES);
        // from now on the question waits
        connection = silent.accept();
        assertThat(connection.getInputStream().read()).isNotNegative();
    }

    private CompletableFuture<Object> ask(EndsFor whom) {
        LinkSpec link = new LinkSpec(
                "default",
                List.of(new BrokerAddress("127.0.0.1", silent.getLocalPort())),
                null,
                Credentials.PLAINTEXT,
                null,
                AutoMigration.INHERIT,
                FetchSettings.DEFAULTS,
                ConsumerGroupSettings.DEFAULTS,
                AclSettings.DEFAULTS);
        return CompletableFuture.supplyAsync(() -> {
            try {
                return inquiries.ends(
                        link,
                        whom,
                        Set.of(new SourceTopicId("orders", Uuid.randomUuid().toString())));
            } catch (SourceFailure e) {
                return e;
            }
        });
    }

    @AfterEach
    void close() throws IOException {
        silent.close();
        connection.close();
        inquiries.close();
    }

    /** It is told of each change of the state, by the thread that reads that. */
    @Test
    void whoTellsThatALinkIsGoneDoesNotWaitForItsSource() throws Exception {
        nanos.addAndGet(TimeUnit.MINUTES.toNanos(2));

        CompletableFuture.runAsync(() -> inquiries.retain(List.of())).get(AT_ONCE_SECONDS, TimeUnit.SECONDS);

        assertThat(asked.get(AT_ONCE_SECONDS, TimeUnit.SECONDS)).isInstanceOf(SourceFailure.class);
    }

    /** A cutover is not held up by a watch that a broker does not answer. */
    @Test
    void aCutoverDoesNotWaitForAWatch() throws Exception {
        CompletableFuture<Object> cutover = ask(EndsFor.CUTOVERS);

        silent.setSoTimeout(AT_ONCE_SECONDS * 1_000);
        try (Socket its = silent.accept()) {
            assertThat(its.getInputStream().read()).isNotNegative();
        }
        inquiries.close();
        assertThat(cutover.get(AT_ONCE_SECONDS, TimeUnit.SECONDS)).isInstanceOf(SourceFailure.class);
    }

    @Test
    void closingEndsTheQuestionsThatWait() throws Exception {
        CompletableFuture.runAsync(inquiries::close).get(AT_ONCE_SECONDS, TimeUnit.SECONDS);

        assertThat(asked.get(AT_ONCE_SECONDS, TimeUnit.SECONDS)).isInstanceOf(SourceFailure.class);
    }
}
