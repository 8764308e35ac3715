// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.server;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Type;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.decode.ValueDecoder;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.encode.ValueEncoder;
import dev.orbit.tfplugin.provider.OrbitProvider;
import dev.orbit.tfplugin.resource.Resource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Thousands of configurations of every schema, most of them wrong, with nulls and unknown values anywhere. */
class RandomPlansTest {

    private static final long SEED = 4_711;
    private static final int CONFIGS = 20_000;
    private final Random random = new Random(SEED);
    private final RandomObjects objects = new RandomObjects(random);

    @Test
    void noneMakesAPlanThatTerraformRefusesOrACrash() {
        OrbitProvider provider = new OrbitProvider(Map.of());
        int valid = 0;
        for (int i = 0; i < CONFIGS; i++) {
            Resource resource =
                    provider.resources().get(random.nextInt(provider.resources().size()));
            Fields config = objects.object(resource.schema().attributes(), 0);
            List<Diagnostic> problems = new ProviderServer(provider).validateResource(resource, config);
            assertThat(problems).as("%s %s", SEED, config).allMatch(Diagnostic::isError);
            if (problems.isEmpty()) {
                valid++;
                plan(resource, config);
            }
        }
        assertThat(valid).isGreaterThan(CONFIGS / 100);
    }

    private void plan(Resource resource, Fields config) {
        Fields proposed = Proposal.of(resource.schema().attributes(), config, NULL);
        Value planned = new PlanOperation(resource).plan(NULL, proposed, config).state();
        Type type = resource.schema().type();
        assertThat(ValueDecoder.decode(ValueEncoder.encode(planned), type)).isEqualTo(planned);
        if (planned.isWhollyKnown()) {
            Fields again = Proposal.of(resource.schema().attributes(), config, planned);
            assertThat(new PlanOperation(resource).plan(planned, again, config).state())
                    .as("%s", config)
                    .isEqualTo(planned);
        }
    }
}
