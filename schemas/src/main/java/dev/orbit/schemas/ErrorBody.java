// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import java.util.List;

/**
 * The body of every answer of the HTTP API that is not a success.
 *
 * @param errors all problems found, at least one
 */
public record ErrorBody(List<Problem> errors) {

    public ErrorBody {
        errors = List.copyOf(errors);
    }
}
