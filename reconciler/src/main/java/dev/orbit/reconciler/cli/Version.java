// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the jar. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"orbit " + (version == null ? "(not packaged)" : version)};
    }
}
