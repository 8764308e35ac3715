// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A question to the source, of which there is one at a time. Its answer may come late: it counts only if the source has not
 * told by other means meanwhile. Pure; used under the target's monitor.
 */
final class OpenQuestion {

    private @Nullable Object open;

    /** A ticket that the answer will bear; empty while an earlier question is open. */
    Optional<Object> ask() {
        if (open != null) {
            return Optional.empty();
        }
        Object ticket = new Object();
        open = ticket;
        return Optional.of(ticket);
    }

    /** Closes the question with this ticket. Whether it was still open. */
    boolean close(Object ticket) {
        boolean wasOpen = ticket.equals(open);
        if (wasOpen) {
            open = null;
        }
        return wasOpen;
    }

    /** The source told by other means. */
    void withdraw() {
        open = null;
    }
}
