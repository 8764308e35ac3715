// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.history;

import java.util.Locale;

/** Something that happens to the estate, with all that is to be known to do it again. */
public sealed interface Action permits Write, ProxyUse, TopicChange, GroupUse, Trespass, Fault, QuietPoint {

    /** What happens, in a few words for a person. */
    String words();

    /** What kind of action it is, such as {@code delete records}. */
    default String kind() {
        return getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
}
