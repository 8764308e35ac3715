// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.server;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;
import static dev.orbit.tfplugin.cty.Value.Unknown.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.diag.DiagnosticException;
import dev.orbit.tfplugin.resource.DerivesPlan;
import dev.orbit.tfplugin.resource.Outcome;
import dev.orbit.tfplugin.resource.Resource;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.schema.Schema;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What becomes of an object whose resource fails or misbehaves. */
class OperationsTest {

    private static final Schema SCHEMA =
            Schema.resource(0, "", List.of(Attribute.string("id").computed(), Attribute.string("name")));

    private static final Fields PRIOR = object(Value.of("i"), Value.of("before"));
    private static final Fields PLANNED = object(UNKNOWN, Value.of("n"));

    private static final Logger FAILURES = Logger.getLogger(Failures.class.getName());

    @BeforeAll
    static void silence() {
        FAILURES.setLevel(Level.OFF);
    }

    @AfterAll
    static void restore() {
        FAILURES.setLevel(null);
    }

    private static Fields object(Value id, Value name) {
        return new Fields(Map.of("id", id, "name", name));
    }

    /** Does what its test says. */
    private record Scripted(Outcome outcome, boolean fails) implements Resource, DerivesPlan {

        static Scripted failing() {
            return new Scripted(Outcome.gone(), true);
        }

        static Scripted ending(Fields state) {
            return new Scripted(Outcome.of(state), false);
        }

        @Override
        public String typeName() {
            return "scripted";
        }

        @Override
        public Schema schema() {
            return SCHEMA;
        }

        @Override
        public Fields derive(Value prior, Fields planned, Fields config) {
            return outcome.state() instanceof Fields state ? state : planned;
        }

        private Outcome outcomeOrFailure() {
            if (fails) {
                throw new DiagnosticException(Diagnostic.error("No", "It failed."));
            }
            return outcome;
        }

        @Override
        public Outcome read(Fields state) {
            return outcomeOrFailure();
        }

        @Override
        public Outcome create(Fields planned, Fields config) {
            return outcomeOrFailure();
        }

        @Override
        public Outcome update(Fields prior, Fields planned, Fields config) {
            return outcomeOrFailure();
        }

        @Override
        public List<Diagnostic> delete(Fields prior) {
            return outcomeOrFailure().warnings();
        }
    }

    @Test
    void aFailedCreateLeavesNothingAndAFailedChangeWhatWas() {
        ApplyOperation apply = new ApplyOperation(Scripted.failing());

        assertThat(apply.apply(NULL, PLANNED, PLANNED).state()).isEqualTo(NULL);
        assertThat(apply.apply(PRIOR, PLANNED, PLANNED).state()).isEqualTo(PRIOR);
        assertThat(apply.apply(PRIOR, NULL, NULL).state()).isEqualTo(PRIOR);
        assertThat(apply.apply(NULL, PLANNED, PLANNED).diagnostics())
                .containsExactly(Diagnostic.error("No", "It failed."));
    }

    @Test
    void anOutcomeOtherThanPlannedIsAWarningNotATaint() {
        ApplyOperation.Applied applied = new ApplyOperation(Scripted.ending(object(Value.of("i"), Value.of("other"))))
                .apply(NULL, PLANNED, PLANNED);

        assertThat(applied.state()).isEqualTo(object(Value.of("i"), Value.of("n")));
        assertThat(applied.diagnostics()).singleElement().matches(d -> !d.isError());
    }

    @Test
    void anOutcomeOfAnotherShapeIsOurFault() {
        ApplyOperation.Applied applied =
                new ApplyOperation(Scripted.ending(new Fields(Map.of("x", NULL)))).apply(PRIOR, PLANNED, PLANNED);

        assertThat(applied.state()).isEqualTo(PRIOR);
        assertThat(applied.diagnostics())
                .singleElement()
                .matches(Diagnostic::isError)
                .extracting(Diagnostic::summary)
                .isEqualTo("The Orbit provider is at fault");
    }

    @Test
    void aReadOfSomethingUnknownIsOurFault() {
        ReadOperation read = new ReadOperation(Scripted.ending(object(UNKNOWN, NULL)));

        assertThatThrownBy(() -> read.read(PRIOR)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aPlanThatTerraformWouldRefuseIsOurFault() {
        PlanOperation plan = new PlanOperation(Scripted.ending(object(UNKNOWN, Value.of("invented"))));
        Fields config = object(NULL, NULL);

        assertThatThrownBy(() -> plan.plan(NULL, config, config))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("name is not configured");
    }
}
