// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.forward;

import dev.orbit.agent.source.connect.BrokerEndpoint;

/** Where queues go. Implemented by the producer, used by its senders. */
interface Placement {

    /** Whether the broker leads the partition. */
    boolean isLedBy(BrokerEndpoint broker, ForwardQueue queue);

    /** Puts a listed queue on the list of whoever is to send it. */
    void place(ForwardQueue queue);
}
