// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.check;

/** What must always hold. */
public enum Invariant {
    PREFIX(
            "Below its high watermark the mirror holds a prefix of the source's records, from where it begins: offset, key,"
                    + " value, headers, timestamp, and what readers of committed records see."),
    ACKNOWLEDGED_RECORDS_ARRIVE(
            "What the source acknowledged for good is at the destination, at the acknowledged offset;"
                    + " what was aborted is not to be seen there."),
    PROXIED_RECORDS_ARRIVE(
            "What was acknowledged to a producer through Orbit is at the destination, once, at the acknowledged offset,"
                    + " whatever its acks, before COMPLETE and after; an idempotent producer's records are in its order;"
                    + " and what nobody sent is not there."),
    CUTOVERS_END("Once nothing is broken a migration soon ends, as COMPLETE or back in PROXY."),
    STRAYS_ARE_ACCOUNTED_FOR(
            "What landed at the source after COMPLETE is among the strays at its source offset, if the destination does"
                    + " not have it, and was not acknowledged through Orbit."),
    ONLY_ORBIT_APPENDS("Nobody but Orbit appends to a mirror, be it a record or a marker."),
    COMMITS_LIE_WITHIN_THE_LOG(
            "A group's commit that Orbit wrote lies between the log start and the high watermark, and"
                    + " is the source's."),
    OTHERS_COMMITS_STAY("A group's commit that somebody else wrote is not touched."),
    OTHERS_TOPICS_STAY("What Orbit did not create it does not delete or change, and no mirror goes with its source."),
    TROUBLE_IS_REPORTED("What cannot be reconciled is reported, and nothing else is."),
    THE_MIRROR_ARRIVES(
            "Once nobody writes and nothing is broken, the mirror soon ends and begins where the source does."),
    CONFIGS_FOLLOW("A mirror has what is set on its source topic, but for what is about the source's own replicas."),
    PROCESSES_COME_BACK("A process that was halted comes back."),
    CHECKS_GO_ON("What holds is looked at until the end.");

    private final String words;

    Invariant(String words) {
        this.words = words;
    }

    /** For a person. */
    public String words() {
        return words;
    }
}
