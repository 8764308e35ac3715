// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker;

/**
 * What a principal asked for in spite of the ACLs, which are not enforced.
 *
 * @param principal as ACLs name it, with its type
 * @param operation as Kafka's tools print it, such as {@code WRITE}
 * @param resourceType as Kafka's tools print it, such as {@code TOPIC}
 * @param resource its name; {@value #ANY} where one of the type would have been enough
 * @param requests how often, since this broker started
 * @param sinceMs wall clock
 * @param lastMs wall clock
 */
public record Denial(
        String principal,
        String operation,
        String resourceType,
        String resource,
        long requests,
        long sinceMs,
        long lastMs) {

    static final String ANY = "*";
}
