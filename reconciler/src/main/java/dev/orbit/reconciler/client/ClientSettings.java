// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.client;

/**
 * Bounds of one call.
 *
 * @param connectTimeoutMs for one address of the endpoint, at least 1
 * @param callTimeoutMs for a whole attempt, at least 1; a change is checked against the live source within it
 * @param readAttemptsMax how often a call that changes nothing is tried, at least 1
 * @param retryDelayMs wait before the second attempt, doubled for each further one; at least 0
 * @param answerBytesMax a longer answer is refused, at least 1
 */
record ClientSettings(
        int connectTimeoutMs, int callTimeoutMs, int readAttemptsMax, int retryDelayMs, long answerBytesMax) {

    static final ClientSettings DEFAULTS = new ClientSettings(3_000, 60_000, 5, 200, 256L << 20);
}
