// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.migration;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;
import static dev.orbit.tfplugin.cty.Value.Unknown.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.Change;
import dev.orbit.schemas.ChangesRequest;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.fake.FakeAgents;
import dev.orbit.tfplugin.fake.Links;
import dev.orbit.tfplugin.provider.agents.Agents;
import dev.orbit.tfplugin.provider.agents.PlannedChanges;
import dev.orbit.tfplugin.provider.agents.StopSignal;
import dev.orbit.tfplugin.resource.Outcome;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.server.PlanOperation;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AutoMigrationResourceTest {

    private final FakeAgents fake = new FakeAgents();
    private final Agents agents = new Agents();
    private final AutoMigrationResource migrations =
            new AutoMigrationResource(agents, new PlannedChanges(agents), new StopSignal());

    @BeforeEach
    void start() {
        agents.connect(fake);
        fake.addSourceTopics("orders", "payments");
        fake.change(new ChangesRequest(
                false,
                List.of(
                        new Change.PutLink(Links.proxying("prod"), 0),
                        new Change.PutTopicMapping(TopicMappingSpec.regex("prod", 0, ".*", ""), 0))));
    }

    private Fields config(Value topics) {
        TreeMap<String, Value> fields = new TreeMap<>();
        for (Attribute attribute : migrations.schema().attributes()) {
            fields.put(attribute.name(), NULL);
        }
        fields.put("link", Value.of("prod"));
        fields.put("topics", topics);
        return new Fields(fields);
    }

    private static Value topics(String... names) {
        return new Value.Members(Stream.of(names).map(Value::of).toList());
    }

    private List<Diagnostic> create(Fields config) {
        return new PlanOperation(migrations).plan(NULL, config, config).diagnostics();
    }

    @ParameterizedTest
    @ValueSource(strings = {"max_time_lag_seconds", "max_offset_lag", "migration_timeout_seconds", "atomic"})
    void tellsWhatIsForGoodThoughALimitIsNotKnownYet(String limit) {
        assertThat(create(config(topics("orders")).with(limit, UNKNOWN)))
                .singleElement()
                .satisfies(told -> {
                    assertThat(told.summary()).isEqualTo("Migration of prod/orders cannot be undone");
                    assertThat(told.detail())
                            .contains("Would start now, if the limits allow it that are known only at apply: orders")
                            .contains("COMPLETE is for good, for 1 topic");
                });
    }

    @Test
    void tellsWhatIsForGoodThoughTheTopicsAreNotKnownYet() {
        Value some = new Value.Members(List.of(Value.of("orders"), UNKNOWN));

        assertThat(create(config(some))).singleElement().satisfies(told -> {
            assertThat(told.summary()).isEqualTo("A migration of link \"prod\" cannot be undone");
            assertThat(told.detail()).contains("known only at apply", "COMPLETE is for good");
        });
    }

    /** Terraform shows only one of several warnings with the same summary. */
    @Test
    void namesInTheSummaryWhichMigrationADestroyDoesNotUndo() {
        fake.onSnapshot(FakeAgents::completeMigrations);
        Fields orders = migrated(config(topics("orders")));
        Fields payments = migrated(config(topics("payments")));
        agents.forget();

        assertThat(migrations.checkDestroy(orders))
                .extracting(Diagnostic::summary)
                .containsExactly("Destroying undoes no migration of prod/orders");
        assertThat(migrations.checkDestroy(payments))
                .extracting(Diagnostic::summary)
                .containsExactly("Destroying undoes no migration of prod/payments");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mirror_failed", "mirror_diverged", "mirror_stale", "source_deleted"})
    void aTopicThatCannotBeMigratedIsAnErrorOfThePlan(String code) {
        fake.trouble("orders", new Problem(code, "orders is in trouble.", null, "Mend it."));

        assertThat(create(config(topics("orders")))).anyMatch(Diagnostic::isError);
    }

    private Fields regex(String regex) {
        return config(NULL).with("topic_regex", Value.of(regex));
    }

    /** What an object selected already, and had not pending when its plan was made, came after that. */
    @ParameterizedTest
    @CsvSource({
        "orders, orders|later.*, false",
        "orders|later, orders|later.*, true",
        "orders|later, orders|later, true",
        "orders, .*, false"
    })
    void startsWhatThePlanCouldShowAndPassesOverWhatCameAfterIt(String before, String after, boolean isSeenBefore) {
        fake.onSnapshot(FakeAgents::completeMigrations);
        fake.removeTopic("payments");
        Fields config = regex(after);
        Fields prior = migrated(regex(before));
        PlanOperation.Planned planned =
                new PlanOperation(migrations).plan(prior, prior.with("topic_regex", Value.of(after)), config);
        fake.addSourceTopics("later");

        Outcome outcome = migrations.update(prior, (Fields) planned.state(), config);

        assertThat(fake.state("later")).isEqualTo(isSeenBefore ? MigrationState.PROXY : MigrationState.COMPLETE);
        assertThat(outcome.warnings())
                .extracting(Diagnostic::summary)
                .allMatch(told -> told.equals("1 topic of prod/~" + after + " came after the plan"));
        assertThat(outcome.warnings())
                .extracting(Diagnostic::detail)
                .allSatisfy(told -> assertThat(told).startsWith("Not started: later\n"))
                .hasSize(isSeenBefore ? 1 : 0);
        agents.forget();
        Fields read = (Fields) migrations.read((Fields) outcome.state()).state();
        assertThat(read.elements("pending_topics")).hasSize(isSeenBefore ? 1 : 0);
        List<Diagnostic> next =
                new PlanOperation(migrations).plan(read, read, config).diagnostics();
        assertThat(next)
                .hasSize(isSeenBefore ? 1 : 0)
                .allSatisfy(told -> assertThat(told.detail()).contains("Would start now: later"));
    }

    private Fields migrated(Fields config) {
        Fields planned = (Fields)
                new PlanOperation(migrations).plan(NULL, config, config).state();
        return (Fields) migrations.create(planned, config).state();
    }

    /** A name is meant, whenever its topic comes. */
    @Test
    void startsWhatIsNamedThoughItCameAfterThePlan() {
        fake.onSnapshot(FakeAgents::completeMigrations);
        Fields prior = migrated(regex("orders|later"));
        Fields config = regex("orders|later").with("topics", topics("later"));
        Value planned = new PlanOperation(migrations)
                .plan(prior, prior.with("topics", topics("later")), config)
                .state();
        fake.addSourceTopics("later");

        Outcome outcome = migrations.update(prior, (Fields) planned, config);

        assertThat(outcome.warnings()).isEmpty();
        assertThat(fake.state("later")).isEqualTo(MigrationState.COMPLETE);
    }

    @Test
    void aTopicThatIsTakenOutWhileItIsUnderWayIsRolledBackAndThePlanSaysSo() {
        Fields prior = (Fields) new PlanOperation(migrations)
                .plan(NULL, config(topics("orders", "payments")), config(topics("orders", "payments")))
                .state();
        fake.initiate(new Gates(null, null, 300, null).request("prod", List.of("orders", "payments"), false));
        agents.freshSnapshot();
        Fields config = config(topics("orders"));

        PlanOperation.Planned planned =
                new PlanOperation(migrations).plan(prior, prior.with("topics", topics("orders")), config);
        fake.onSnapshot(a -> a.complete("orders"));
        Outcome outcome = migrations.update(prior, (Fields) planned.state(), config);

        assertThat(planned.diagnostics())
                .anySatisfy(
                        told -> assertThat(told.detail()).contains("MIGRATING, and rolled back to PROXY: payments"));
        assertThat(outcome.warnings())
                .extracting(Diagnostic::summary)
                .containsExactly("Rolled back to PROXY: 1 topic of prod/orders");
        assertThat(fake.state("payments")).isEqualTo(MigrationState.PROXY);
        assertThat(fake.state("orders")).isEqualTo(MigrationState.COMPLETE);
    }
}
