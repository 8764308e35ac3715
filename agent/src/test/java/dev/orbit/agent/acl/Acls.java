// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.acl;

import dev.orbit.agent.state.Acl;
import dev.orbit.agent.state.Acl.Permission;
import dev.orbit.agent.state.AclPattern;
import dev.orbit.agent.state.AclPattern.Match;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.States;
import java.util.List;
import java.util.Locale;

/** ACLs and mirror topics for tests, in few words. */
public final class Acls {

    public static final String LINK = "default";
    public static final Migration COMPLETE = new Migration.Complete(List.of(1L), 1);

    private Acls() {}

    /** Such as {@code topic orders}, {@code topic ord*} for a prefix, or {@code topic *}. */
    public static AclPattern pattern(String words) {
        String[] word = words.split(" ", 2);
        AclPattern.Type type = AclPattern.Type.valueOf(word[0].toUpperCase(Locale.ROOT));
        String name = word[1];
        return name.length() > 1 && name.endsWith("*")
                ? new AclPattern(type, Match.PREFIXED, name.substring(0, name.length() - 1))
                : new AclPattern(type, Match.LITERAL, name);
    }

    public static Acl allow(String pattern) {
        return allow("User:app", pattern);
    }

    public static Acl allow(String principal, String pattern) {
        return new Acl(pattern(pattern), principal, "*", "READ", Permission.ALLOW);
    }

    public static Acl deny(String pattern) {
        return new Acl(pattern(pattern), "User:app", "*", "READ", Permission.DENY);
    }

    /** Mirrored over the default link. */
    public static MirrorTopic mirror(String sourceTopic, String topic) {
        return mirror(LINK, sourceTopic, topic, new Migration.Reject());
    }

    public static MirrorTopic mirror(String link, String sourceTopic, String topic, Migration migration) {
        return States.mirror(link, sourceTopic, topic, 1, migration);
    }

    /** Recorded, and not created yet. */
    public static MirrorTopic expected(String sourceTopic, String topic) {
        return MirrorTopic.matched(
                topic,
                LINK,
                sourceTopic,
                sourceTopic,
                States.SOURCE_TOPIC_ID,
                States.SOURCE_CLUSTER,
                List.of(0L),
                List.of());
    }
}
