// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.server;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;
import static dev.orbit.tfplugin.cty.Value.Unknown.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.Change;
import dev.orbit.schemas.ChangesRequest;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.fake.FakeAgents;
import dev.orbit.tfplugin.fake.Links;
import dev.orbit.tfplugin.provider.agents.Agents;
import dev.orbit.tfplugin.provider.agents.PlannedChanges;
import dev.orbit.tfplugin.provider.agents.StopSignal;
import dev.orbit.tfplugin.provider.documents.DocumentResources;
import dev.orbit.tfplugin.resource.Resource;
import dev.orbit.tfplugin.schema.ConfigCheck;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Objects over their life, planned while parts of them are unknown, planned again as they get known, and applied: with
 * Terraform's own rules for what may differ from one step to the next.
 */
class RandomChangesTest {

    private static final int LIVES = 500;
    private static final int MENDS = 8;

    private int created;
    private int updated;

    @ParameterizedTest
    @ValueSource(longs = {4_711, 1, 20_261_128})
    void noStepContradictsTheOneBefore(long seed) {
        Random random = new Random(seed);
        RandomObjects objects = new RandomObjects(random);
        for (int i = 0; i < LIVES; i++) {
            boolean isLink = random.nextInt(3) == 0;
            Resource resource = resource(isLink, agents());
            Value state = NULL;
            for (int step = 0; step < 4; step++) {
                Fields config =
                        mended(resource, objects.object(resource.schema().attributes(), 0));
                state = changed(resource, objects, state, config);
            }
        }
        assertThat(created).isGreaterThan(LIVES / 4);
        assertThat(updated).isGreaterThan(LIVES / 8);
    }

    private static Resource resource(boolean isLink, Agents agents) {
        PlannedChanges planned = new PlannedChanges(agents);
        return isLink
                ? DocumentResources.link(agents, planned, new StopSignal())
                : DocumentResources.topicMapping(agents, planned, new StopSignal());
    }

    /** The configuration with what is wrong taken out, and with what is required put right. */
    private static Fields mended(Resource resource, Fields config) {
        Fields mended = config;
        for (int i = 0; i < MENDS; i++) {
            for (Diagnostic wrong : problems(resource, mended)) {
                mended = mended(mended, wrong.path().toString().split("[.\\[]", 2)[0]);
            }
        }
        return mended;
    }

    private static Fields mended(Fields config, String attribute) {
        return switch (attribute) {
            case "" ->
                config.with("source_topic", Value.of("a"))
                        .with("source_regex", NULL)
                        .with("destination_prefix", NULL)
                        .with("exclude", NULL);
            case "link" -> config.with("link", Value.of("orders"));
            case "source_bootstrap_brokers" ->
                config.with(
                        attribute,
                        new Value.Items(List.of(new Fields(Map.of("hostname", Value.of("h"), "port", UNKNOWN)))));
            default -> config.with(attribute, NULL);
        };
    }

    /** Agents with a link for the mappings, whose name no link here has. */
    private static Agents agents() {
        FakeAgents fake = new FakeAgents();
        fake.change(new ChangesRequest(false, List.of(new Change.PutLink(Links.mayProxy("orders"), 0))));
        Agents agents = new Agents();
        agents.connect(fake);
        return agents;
    }

    /** The object after a change; as it was when the change is refused, as most are, or needs another object. */
    private Value changed(Resource resource, RandomObjects objects, Value state, Fields unknown) {
        Fields config = pinnedRight(unknown);
        if (resource.typeName().equals("orbit_topic_mapping") && unknown.get("link") != UNKNOWN) {
            config = unknown.with("link", Value.of("orders"));
        }
        if (!problems(resource, config).isEmpty()) {
            return state;
        }
        PlanOperation.Planned first = plan(resource, state, config);
        Fields known = pinnedRight(objects.known(resource.schema().attributes(), config));
        if (!problems(resource, known).isEmpty() || !known.isWhollyKnown()) {
            return state;
        }
        PlanOperation.Planned last = plan(resource, state, known);
        assertRefines(first.state(), last.state(), "planned again: " + config + " as " + known);
        if (!last.replacing().isEmpty() || last.diagnostics().stream().anyMatch(Diagnostic::isError)) {
            return state;
        }
        ApplyOperation.Applied applied = new ApplyOperation(resource).apply(state, last.state(), known);
        if (applied.diagnostics().stream().anyMatch(Diagnostic::isError)) {
            assertThat(applied.state()).isEqualTo(state);
            return state;
        }
        count(state);
        assertThat(applied.diagnostics())
                .extracting(Diagnostic::summary)
                .doesNotContain("The outcome is not what was planned");
        assertRefines(last.state(), applied.state(), "applied: " + known);
        assertThat(resource.read((Fields) applied.state()).state()).isEqualTo(applied.state());
        assertThat(plan(resource, applied.state(), known).state())
                .as("an unchanged configuration: %s", known)
                .isEqualTo(applied.state());
        return applied.state();
    }

    /** A link to another cluster than it says would not work. */
    private static Fields pinnedRight(Fields config) {
        return config.get("source_cluster_id") instanceof Value.Text
                ? config.with("source_cluster_id", Value.of("source-cluster-1"))
                : config;
    }

    private void count(Value state) {
        if (state == NULL) {
            created++;
        } else {
            updated++;
        }
    }

    private static List<Diagnostic> problems(Resource resource, Fields config) {
        List<Diagnostic> wrong = ConfigCheck.diagnostics(resource.schema(), config);
        return wrong.isEmpty() ? resource.validate(config) : wrong;
    }

    /** Without agents to ask: what they would say changes nothing in what is planned. */
    private static PlanOperation.Planned plan(Resource resource, Value state, Fields config) {
        Resource alone = resource(resource.typeName().equals("orbit_link"), new Agents());
        Fields proposed = Proposal.of(resource.schema().attributes(), config, state);
        return new PlanOperation(alone).plan(state, proposed, config);
    }

    /** Terraform's rule: what was known stays as it was, and what was unknown may become anything. */
    private static void assertRefines(Value before, Value after, String step) {
        if (before == UNKNOWN) {
            return;
        }
        if (before instanceof Fields fields && after instanceof Fields others) {
            assertThat(others.values().keySet())
                    .as(step)
                    .isEqualTo(fields.values().keySet());
            fields.values().forEach((name, value) -> assertRefines(value, others.get(name), name + " of " + step));
        } else if (before instanceof Value.Items list && after instanceof Value.Items others) {
            assertThat(others.items()).as(step).hasSameSizeAs(list.items());
            for (int i = 0; i < list.items().size(); i++) {
                assertRefines(list.items().get(i), others.items().get(i), step);
            }
        } else if (before.isWhollyKnown()) {
            assertThat(after).as(step).isEqualTo(before);
        }
    }
}
