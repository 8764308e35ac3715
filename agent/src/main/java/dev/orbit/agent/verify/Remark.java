// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import org.jspecify.annotations.Nullable;

/**
 * Something worth knowing that is no difference.
 *
 * @param code stable, snake_case: {@code starts_later}, {@code starts_earlier},
 *     {@code source_ahead_of_mirror}, {@code open_transaction},
 *     {@code log_start_moved}, {@code shadowed_records}, {@code tombstones_on_one_side},
 *     {@code unchecked_tombstones}, {@code aborted_on_one_side},
 *     {@code keyless_on_one_side}, {@code undecided_on_one_side},
 *     {@code partition_not_mirrored_yet}, {@code more_partitions}
 * @param count what it counts; null where it counts nothing
 */
public record Remark(String code, String message, @Nullable Long count) {}
