// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.provider;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What others read of a run, its last line. Medians, from the start of a process until it says where it serves.
 *
 * @param readyVsBare the provider's time over the bare server's, both on JDK 17 with an archive of their classes
 * @param readyMsJdk17 the provider's, in ms
 * @param readyMsNewest the same on the newest JDK of this machine; null when there is no other
 * @param plan500S seconds of one terraform plan that creates a link and 500 mappings
 */
record Result(
        @JsonProperty("ready_vs_bare") double readyVsBare,
        @JsonProperty("ready_ms_jdk17") long readyMsJdk17,
        @JsonProperty("ready_ms_newest") @Nullable Long readyMsNewest,
        @JsonProperty("plan_500_s") double plan500S) {}
