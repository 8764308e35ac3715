// SPDX-License-Identifier: Apache-2.0
/**
 * From the configuration of another replication tool to Orbit's document. {@link dev.orbit.reconciler.imports.Importer}
 * takes what a file holds: each form becomes flows that have their settings under MirrorMaker 2's own keys; one flow
 * becomes a document, part by part. Each part takes the settings it carries over, and what is left is told. Pure: it
 * reads no files, and knows the value of no secret but to leave it out.
 */
@NullMarked
package dev.orbit.reconciler.imports;

import org.jspecify.annotations.NullMarked;
