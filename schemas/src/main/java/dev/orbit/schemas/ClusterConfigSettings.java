// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

/**
 * What is done about the destination's own configuration.
 *
 * @param copySourceClusterConfiguration whether the source's cluster-wide settings for topics and records become the
 *     destination's
 */
public record ClusterConfigSettings(boolean copySourceClusterConfiguration) {
    /** The destination's configuration is left alone. */
    public static final ClusterConfigSettings DEFAULTS = new ClusterConfigSettings(false);
}
