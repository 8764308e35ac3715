// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

/**
 * Why a setting is not carried over.
 *
 * @param why one sentence
 * @param instead what to do about it, one sentence
 * @param known whether the values of such settings may be shown
 */
record Reason(String why, String instead, boolean known) {}
