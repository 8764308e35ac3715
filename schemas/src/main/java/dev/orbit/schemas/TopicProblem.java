// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

/** Why one topic was left alone. */
public record TopicProblem(String topic, Problem problem) {}
