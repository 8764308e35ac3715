// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import java.util.List;

/**
 * What needs somebody's attention now.
 *
 * @param diagnostics by name and topic
 */
public record DiagnosticsResponse(List<Diagnostic> diagnostics) {

    public DiagnosticsResponse {
        diagnostics = List.copyOf(diagnostics);
    }
}
