// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

/**
 * One bootstrap broker of a source cluster.
 *
 * @param hostname a host name or address, without scheme or port
 * @param port 1 to 65535
 */
public record BrokerAddress(String hostname, int port) {

    @Override
    public String toString() {
        return hostname + ":" + port;
    }
}
