// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.tfplugin.fake.FakeAgents;
import java.util.Random;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A thousand resources in twenty configurations that seeds make up, each applied over the one before. */
class RandomConfigsIT {

    private static final int CONFIGS = 10;

    @RegisterExtension
    final OrbitLab lab = new OrbitLab();

    @ParameterizedTest
    @ValueSource(longs = {20_261_127, 7})
    void appliesWhateverItIsGivenAndThenPlansNothing(long seed) throws Exception {
        Random random = new Random(seed);
        lab.agents.addSourceTopics(RandomConfig.topics());
        lab.agents.onSnapshot(FakeAgents::completeMigrations);
        for (int i = 0; i < CONFIGS; i++) {
            String config = RandomConfig.of(random);
            Terraform.Result applied = lab.terraform
                    .config(OrbitLab.HEAD + config)
                    .run("apply", "-auto-approve", "-refresh=" + random.nextBoolean());

            assertThat(applied.text())
                    .as("configuration %d of seed %d:%n%s", i, seed, config)
                    .doesNotContain("Provider produced", "at fault", "did not respond", "not what was planned")
                    .contains("Apply complete!");
            assertThat(lab.plan(config).text()).as(config).contains("No changes");
        }
    }
}
