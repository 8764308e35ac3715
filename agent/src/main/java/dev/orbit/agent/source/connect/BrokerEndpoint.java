// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.connect;

import dev.orbit.schemas.BrokerAddress;

/**
 * Where a source broker listens.
 *
 * @param id the broker's; negative for a bootstrap address, of which the broker is not known
 */
public record BrokerEndpoint(int id, String host, int port) {

    /** The n-th bootstrap address, from 0. */
    public static BrokerEndpoint bootstrap(int n, BrokerAddress address) {
        return new BrokerEndpoint(-1 - n, address.hostname(), address.port());
    }

    /** {@code host:port}. */
    public String address() {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }

    @Override
    public String toString() {
        return id < 0 ? address() : "broker " + id + " at " + address();
    }
}
