// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Why none of several brokers could be asked.
 *
 * @param failures one per broker, at least one
 */
record Diagnosis(List<ConnectionFailure> failures) {

    Diagnosis {
        failures = List.copyOf(failures);
    }

    /** What each broker failed with. */
    String cause() {
        return failures.stream().map(ConnectionFailure::cause).distinct().collect(Collectors.joining(" "));
    }

    /** For the failure that tells most: a broker that refuses the password is there, one that is down may be so today. */
    String remedy() {
        return telling().remedy();
    }

    SourceException toException(Throwable cause) {
        return new SourceException(telling().reason(), cause(), remedy(), cause);
    }

    SourceException toException() {
        return new SourceException(telling().reason(), cause(), remedy(), null);
    }

    private ConnectionFailure telling() {
        return failures.stream()
                .min(Comparator.comparing(failure -> !failure.isForOperator()))
                .orElseThrow();
    }
}
