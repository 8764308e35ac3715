// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.agents;

import java.util.Collection;
import java.util.stream.Collectors;

/** Topics in a sentence. */
public final class TopicNames {

    private static final int SHOWN_MAX = 50;

    private TopicNames() {}

    /** Their names in order, the first {@value #SHOWN_MAX} of them. */
    public static String list(Collection<String> topics) {
        String shown = topics.stream().sorted().limit(SHOWN_MAX).collect(Collectors.joining(", "));
        int more = topics.size() - SHOWN_MAX;
        return more > 0 ? shown + " and " + more + " more" : shown;
    }

    /** Such as {@code 1 topic}. */
    public static String count(int topics) {
        return topics == 1 ? "1 topic" : topics + " topics";
    }
}
