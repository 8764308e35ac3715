// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.connect;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Why none of several brokers could be asked.
 *
 * @param failures one per broker, at least one
 */
public record Diagnosis(List<ConnectionFailure> failures) {

    public Diagnosis {
        failures = List.copyOf(failures);
    }

    /** What each broker failed with. */
    public String cause() {
        return failures.stream().map(ConnectionFailure::cause).distinct().collect(Collectors.joining(" "));
    }

    /** For the failure that tells most: a broker that refuses the password is there, one that is down may be so today. */
    public String remedy() {
        return telling().remedy();
    }

    public SourceException toException(Throwable cause) {
        return new SourceException(telling().reason(), cause(), remedy(), cause);
    }

    public SourceException toException() {
        return new SourceException(telling().reason(), cause(), remedy(), null);
    }

    private ConnectionFailure telling() {
        return failures.stream()
                .min(Comparator.comparing(failure -> !failure.isForOperator()))
                .orElseThrow();
    }
}
