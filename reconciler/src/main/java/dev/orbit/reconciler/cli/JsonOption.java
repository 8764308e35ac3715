// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import picocli.CommandLine.Option;

/** {@code --json}, everywhere. */
final class JsonOption {

    static final String NAME = "--json";

    @Option(names = NAME, description = "Print JSON on standard output, errors included.")
    boolean json;
}
