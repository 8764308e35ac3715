// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.proxy;

import java.time.Duration;

/**
 * Processor time of the processes that a lane's records pass; those that they do not pass have none.
 *
 * @param rest of the agent, or of the relay and the follower
 */
record CpuTime(Duration producers, Duration source, Duration rest) {

    CpuTime minus(CpuTime before) {
        return new CpuTime(producers.minus(before.producers), source.minus(before.source), rest.minus(before.rest));
    }

    Duration total() {
        return producers.plus(source).plus(rest);
    }
}
