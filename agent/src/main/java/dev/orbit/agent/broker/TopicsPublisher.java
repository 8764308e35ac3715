// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker;

import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.loader.LoaderManifest;
import org.apache.kafka.image.publisher.MetadataPublisher;

/** Tells that something about topics has changed. Installed behind the broker's own publisher, so that it acts on it already. */
final class TopicsPublisher implements MetadataPublisher {

    private final Runnable listener;

    TopicsPublisher(Runnable listener) {
        this.listener = listener;
    }

    @Override
    public String name() {
        return "OrbitTopicsPublisher";
    }

    @Override
    public void onMetadataUpdate(MetadataDelta delta, MetadataImage image, LoaderManifest manifest) {
        if (delta.topicsDelta() != null) {
            listener.run();
        }
    }

    @Override
    public void close() {
        // holds nothing
    }
}
