// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.plan;

/** What happens to a document. */
public enum Action {
    CREATE,
    UPDATE,
    DELETE
}
