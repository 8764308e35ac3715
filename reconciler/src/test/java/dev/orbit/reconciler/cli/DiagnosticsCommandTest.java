// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.Diagnostic;
import dev.orbit.schemas.DiagnosticsResponse;
import dev.orbit.schemas.Json;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DiagnosticsCommandTest {

    @RegisterExtension
    final CommandHarness orbit = new CommandHarness();

    private static Diagnostic unproxied(String link, String topic, @Nullable Double rate, @Nullable Double share) {
        return new Diagnostic(
                "unproxied_source_writes",
                link,
                topic,
                "2026-01-02T03:04:05Z",
                "2026-01-02T03:05:00Z",
                1200L,
                rate,
                share,
                null,
                null,
                null,
                "Somebody writes.");
    }

    @Test
    void diagnosticsAreALineEachAndWhatTheyMeanIsSaidOnce() {
        orbit.agents.showDiagnostics(unproxied("eu", "orders", 20.04, 0.125), unproxied("eu", "payments", null, null));

        assertThat(orbit.run("diagnostics")).isZero();
        assertThat(orbit.out()).isEqualTo("""
                TOPIC     DIAGNOSTIC               SINCE                 LAST                  RECORDS  PER SECOND  SHARE
                orders    unproxied_source_writes  2026-01-02T03:04:05Z  2026-01-02T03:05:00Z  1200     20.0        12.5 %
                payments  unproxied_source_writes  2026-01-02T03:04:05Z  2026-01-02T03:05:00Z  1200     -           -

                unproxied_source_writes: Somebody writes.
                """);
    }

    @Test
    void whatIsNotAboutATopicOrRecordsHasNone() {
        orbit.agents.showDiagnostics(new Diagnostic(
                "acl_shadow_denied",
                null,
                null,
                "2026-01-02T03:04:05Z",
                "2026-01-02T03:05:00Z",
                null,
                null,
                null,
                null,
                null,
                new Diagnostic.Denied("User:app", "READ", "GROUP", "carts", 3),
                "User:app was allowed READ on GROUP carts."));

        assertThat(orbit.run("diagnostics")).isZero();
        assertThat(orbit.out()).isEqualTo("""
                TOPIC  DIAGNOSTIC         SINCE                 LAST                  RECORDS  PER SECOND  SHARE
                -      acl_shadow_denied  2026-01-02T03:04:05Z  2026-01-02T03:05:00Z  -        -           -

                acl_shadow_denied: User:app was allowed READ on GROUP carts.
                """);
    }

    @Test
    void diagnosticsOfSomeTopicsOrOneLink() throws IOException {
        orbit.agents.showDiagnostics(
                unproxied("eu", "orders", null, null),
                unproxied("us", "orders", 1.0, 1.0),
                unproxied("us", "other", null, null));

        assertThat(orbit.run("diagnostics", "--json", "--topic", "orders", "--link", "us"))
                .isZero();
        assertThat(Json.MAPPER.readValue(orbit.out(), DiagnosticsResponse.class).diagnostics())
                .containsExactly(unproxied("us", "orders", 1.0, 1.0));
    }

    @Test
    void whatIsAboutSeveralTopicsIsAboutEachOfThem() {
        orbit.agents.showDiagnostics(new Diagnostic(
                "post_migration_source_unwatched",
                "eu",
                null,
                List.of("orders", "payments"),
                "2026-01-02T03:04:05Z",
                "2026-01-02T03:05:00Z",
                null,
                null,
                null,
                null,
                null,
                null,
                "It cannot be seen."));

        assertThat(orbit.run("diagnostics", "--topic", "payments")).isZero();
        assertThat(orbit.out()).contains("post_migration_source_unwatched: It cannot be seen.");
        assertThat(orbit.run("diagnostics", "--topic", "other")).isZero();
        assertThat(orbit.out()).isEqualTo("Nothing needs attention.\n");
    }

    @Test
    void nothingNeedsAttention() {
        assertThat(orbit.run("diagnostics")).isZero();
        assertThat(orbit.out()).isEqualTo("Nothing needs attention.\n");
    }
}
