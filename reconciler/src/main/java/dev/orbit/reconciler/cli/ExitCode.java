// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

/** What scripts branch on; Terraform's -detailed-exitcode has the same. */
final class ExitCode {

    /** Nothing to do, or done. */
    static final int DONE = 0;

    /** Any error, wrong usage included. */
    static final int ERROR = 1;

    /** There are changes to make, or there is drift. */
    static final int CHANGES = 2;

    private ExitCode() {}
}
