// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.forward;

import org.jspecify.annotations.Nullable;

/** Where queues go. Implemented by the producer, used by its senders. */
interface Placement {

    /** Who sends to the partition's leader; null: nobody leads it. */
    @Nullable
    ForwardSender senderFor(ForwardQueue queue);

    /** Puts a listed queue on the list of whoever is to send it. */
    void place(ForwardQueue queue);
}
