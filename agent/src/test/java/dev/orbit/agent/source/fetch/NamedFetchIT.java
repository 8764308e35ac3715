// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.source.SharedSource;
import dev.orbit.agent.source.SourceLab;
import dev.orbit.agent.source.admin.SourceTopic;
import dev.orbit.agent.source.metadata.RecordingListener;
import dev.orbit.agent.source.metadata.SourceMetadata;
import dev.orbit.agent.trial.AnySource;
import dev.orbit.schemas.FetchSettings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Fetches that name their topics, as all do with a source before 3.1. */
@AnySource
@ExtendWith(SharedSource.class)
@Timeout(120)
class NamedFetchIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final SourceLab source;
    private SourceMetadata metadata;
    private SourceFetchers fetchers;

    NamedFetchIT(SourceLab source) {
        this.source = source;
    }

    @BeforeEach
    void start() {
        metadata = SourceMetadata.start(source.config(), null, new RecordingListener());
        fetchers = new SourceFetchers(source.config(), metadata, FetchSettings.DEFAULTS);
    }

    @AfterEach
    void stop() {
        fetchers.close();
        metadata.close();
    }

    @Test
    void aTopicMadeAnewIsNotTakenForTheOldOne() throws Exception {
        SourceTopic other = source.createTopic("other", 1);
        RecordingTarget withoutId = new RecordingTarget(new SourceTopic(other.name(), Uuid.ZERO_UUID, 1, false), 0);
        SourceTopic topic = source.createTopic("made-anew", 1);
        RecordingTarget target = new RecordingTarget(topic, 0);
        // a session that holds one topic without an id names all of them, as one with a source before 3.1 does
        fetchers.assign(Set.of(withoutId, target));
        source.produce(topic.name(), 0, 10);
        awaitOffset(target, 10);

        target.paused = true;
        source.produce(other.name(), 0, 10);
        awaitOffset(withoutId, 10);
        source.admin().deleteTopics(List.of(topic.name())).all().get(30, TimeUnit.SECONDS);
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(source.admin().listTopics().names().get(30, TimeUnit.SECONDS))
                                .doesNotContain(topic.name()));
        source.createTopic(topic.name(), 1);
        source.produce(topic.name(), 0, 30);
        target.paused = false;
        fetchers.wakeup(target.sourcePartition());

        await().atMost(SOON).untilAsserted(() -> assertThat(target.failures).contains(Errors.UNKNOWN_TOPIC_ID));
        assertThat(target.nextOffset).isEqualTo(10);
        assertThat(target.highWatermark).isEqualTo(10);
        source.produce(other.name(), 0, 10);
        awaitOffset(withoutId, 20);
    }

    private static void awaitOffset(RecordingTarget target, long offset) {
        await().atMost(SOON).untilAsserted(() -> assertThat(target.nextOffset).isEqualTo(offset));
    }
}
