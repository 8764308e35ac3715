// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import java.util.function.Supplier;

/**
 * A partition to be compared.
 *
 * @param compacted whether either side compacts it
 * @param extent as far as is known
 * @param extentNow asked when a difference is to be confirmed: a cutover may have changed it
 */
record PartitionTask(TopicPair topics, int partition, boolean compacted, Extent extent, Supplier<Extent> extentNow) {}
