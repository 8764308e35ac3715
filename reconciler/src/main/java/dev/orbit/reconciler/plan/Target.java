// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.plan;

/** Which document a change is about. */
public sealed interface Target {

    /** The link that the document is, or belongs to. */
    String link();

    /** A link document. */
    record Link(String link) implements Target {
        @Override
        public String toString() {
            return "link \"" + link + "\"";
        }
    }

    /**
     * A topic mapping document.
     *
     * @param source its source topic or regex
     */
    record TopicMapping(String link, String source) implements Target {
        @Override
        public String toString() {
            return "topic mapping \"" + link + "/" + source + "\"";
        }
    }
}
