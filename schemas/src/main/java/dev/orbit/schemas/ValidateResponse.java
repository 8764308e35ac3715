// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a link would meet. Field paths begin with {@code link} or {@code topic_mappings[0]}.
 *
 * @param agent broker id of the agent that looked, with its network and its environment
 * @param sourceClusterId of the cluster that answered; null when none did, or more than one
 * @param brokers every bootstrap address, and every other address that the brokers give of themselves
 * @param topics how many source topics the mappings match; null while the source cannot be asked
 * @param groups how many consumer groups of the source would be copied; null where none are, or it cannot be asked
 * @param problems all that stands against the link
 * @param warnings what the operator should know and what does not stand against it
 */
public record ValidateResponse(
        int agent,
        @Nullable String sourceClusterId,
        List<SourceBroker> brokers,
        @Nullable Integer topics,
        @Nullable Integer groups,
        List<Problem> problems,
        List<Problem> warnings) {

    public ValidateResponse {
        brokers = List.copyOf(brokers);
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /**
     * An address of the source.
     *
     * @param address {@code host:port}
     * @param bootstrap whether the link names it; else the brokers give it of themselves
     * @param error why it does not answer, to the principal that reads; null when it does
     */
    public record SourceBroker(
            String address, boolean bootstrap, @Nullable String error) {}
}
