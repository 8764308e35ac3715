// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.source.SourceLab;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SourceMetadataTest {

    private static final int THREADS = 4;
    private static final int ROUNDS = 500;

    /** A topic that is left out is asked for by nobody: what is produced to it would never find a leader. */
    @Test
    void noTopicIsLostHoweverManyThreadsAddTheirs() throws Exception {
        Set<String> added = ConcurrentHashMap.newKeySet();
        CyclicBarrier together = new CyclicBarrier(THREADS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        // nobody listens there
        try (SourceMetadata metadata =
                SourceMetadata.start(SourceLab.config("127.0.0.1:9"), null, new RecordingListener())) {
            for (int thread = 0; thread < THREADS; thread++) {
                int number = thread;
                var unused = threads.submit(() -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        String topic = "topic-" + number + "-" + round;
                        together.await();
                        metadata.alsoInterest(Set.of(topic));
                        added.add(topic);
                    }
                    return null;
                });
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

            assertThat(added).hasSize(THREADS * ROUNDS);
            assertThat(metadata.interest()).isEqualTo(added);
        }
    }
}
