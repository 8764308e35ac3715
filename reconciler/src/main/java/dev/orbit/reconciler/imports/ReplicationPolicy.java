// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import java.util.Optional;

/**
 * How topics are called at the destination.
 *
 * @param prefix put before the source's name; empty keeps the name
 * @param cameFrom regex of the topics that the target's own were replicated to, which do not go back; empty where names
 *     do not tell
 */
record ReplicationPolicy(String prefix, Optional<String> cameFrom) {

    private static final String DEFAULT = "DefaultReplicationPolicy";
    private static final String IDENTITY = "IdentityReplicationPolicy";

    private static final String APACHE = "org.apache.kafka.connect.mirror.";
    private static final String STRIMZI = "io.strimzi.kafka.connect.mirror.";

    /** Empty where a class decides that is not known; the draft has the problem. */
    static Optional<ReplicationPolicy> of(Draft draft) {
        Optional<Setting> named = draft.settings.take("replication.policy.class");
        String name = named.map(setting -> setting.value().strip()).orElse(APACHE + DEFAULT);
        if (name.equals(APACHE + IDENTITY) || name.equals(STRIMZI + IDENTITY)) {
            return Optional.of(new ReplicationPolicy("", Optional.empty()));
        }
        if (name.equals(APACHE + DEFAULT)) {
            return Optional.of(ofDefault(draft));
        }
        named.ifPresent(setting -> draft.refuse(
                "unknown_replication_policy",
                "How topics are called at the destination is decided by a class, " + Shown.plain(name) + ".",
                setting,
                "Put one of Kafka's own in its place in a copy of the file, " + APACHE + IDENTITY + " to keep names or "
                        + APACHE + DEFAULT + " for a prefix."));
        return Optional.empty();
    }

    private static ReplicationPolicy ofDefault(Draft draft) {
        String separator = draft.settings
                .take("replication.policy.separator")
                .filter(setting -> !draft.refusesReference(setting))
                .map(Setting::value)
                .orElse(".");
        String quoted = Regexes.quote(separator);
        String fromTarget = "(.*" + quoted + ")?" + Regexes.quote(draft.flow.target()) + quoted + ".*";
        return new ReplicationPolicy(draft.flow.source() + separator, Optional.of(fromTarget));
    }
}
