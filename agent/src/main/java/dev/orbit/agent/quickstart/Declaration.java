// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.quickstart;

/** Tells the agent, by documents under review, what is to be. */
interface Declaration {

    /** What is used, for a person. */
    String description();

    /**
     * Creates the link and the mappings.
     *
     * @throws IllegalStateException if that fails; the message has the program's output
     */
    void mirror();

    /** Has both topics cut over; returns when they are, or are about to be. */
    void migrate();

    /** How a person looks at it again. */
    String lookAgain();
}
