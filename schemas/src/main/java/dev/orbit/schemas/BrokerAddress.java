// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

/**
 * One bootstrap broker of a source cluster.
 *
 * @param hostname a host name or address, without scheme or port
 * @param port 1 to {@value #PORT_MAX}
 */
public record BrokerAddress(String hostname, int port) {

    public static final int PORT_MAX = 65_535;

    @Override
    public String toString() {
        return hostname + ":" + port;
    }
}
