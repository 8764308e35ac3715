// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.plan;

import org.jspecify.annotations.Nullable;

/**
 * A field that changes. Values are texts, numbers, booleans or lists of texts; null is a field that is not set.
 *
 * @param field such as {@code fetch.concurrency}
 * @param before as it is; null for a document that is created
 * @param after as it is desired; null for a document that is deleted
 */
public record FieldChange(
        String field, @Nullable Object before, @Nullable Object after) {}
