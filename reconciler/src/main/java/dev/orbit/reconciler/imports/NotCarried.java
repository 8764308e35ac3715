// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import org.jspecify.annotations.Nullable;

/**
 * A setting that the document does not have.
 *
 * @param setting its name in the file
 * @param value null where it may be a secret, or where the file does not set it and its default counts
 * @param why the document does not have it
 * @param instead what to do about it
 */
public record NotCarried(String setting, @Nullable String value, String why, String instead) {}
