// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import org.jspecify.annotations.Nullable;

/**
 * The digest that was recorded of a partition at COMPLETE, and the one that its log has now.
 *
 * @param finalOffset the digests are over the batches below it
 * @param fromOffset and over those that hold this offset or later ones; null where none was recorded
 * @param recorded at COMPLETE; null where none was
 * @param found in the log; null where it could not be compared
 * @param message in words, with figures
 */
public record ProofReport(
        ProofResult result,
        long finalOffset,
        @Nullable Long fromOffset,
        @Nullable String recorded,
        @Nullable String found,
        String message) {}
