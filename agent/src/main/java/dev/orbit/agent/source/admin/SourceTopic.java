// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.admin;

import org.apache.kafka.common.Uuid;

/**
 * A topic of the source.
 *
 * @param topicId zero from a source older than 2.8
 * @param partitions how many
 * @param internal whether it is Kafka's own, such as {@code __consumer_offsets}
 */
public record SourceTopic(String name, Uuid topicId, int partitions, boolean internal) {}
