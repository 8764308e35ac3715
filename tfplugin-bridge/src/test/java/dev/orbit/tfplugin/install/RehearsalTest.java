// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.provider.OrbitProvider;
import dev.orbit.tfplugin.resource.DataSource;
import dev.orbit.tfplugin.resource.Provider;
import dev.orbit.tfplugin.resource.Resource;
import dev.orbit.tfplugin.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the archive of loaded classes knows is what a rehearsal comes to. */
class RehearsalTest {

    private final Provider orbit = new OrbitProvider(Map.of());
    private final List<String> endpoints = new ArrayList<>();

    @Test
    void theProviderIsConfigured() throws Exception {
        Rehearsal.inThisProcess(Listening::new);

        assertThat(endpoints).containsExactly("http://127.0.0.1:9");
    }

    /** Orbit's, overheard. */
    private final class Listening implements Provider {

        @Override
        public Schema schema() {
            return orbit.schema();
        }

        @Override
        public List<Resource> resources() {
            return orbit.resources();
        }

        @Override
        public List<DataSource> dataSources() {
            return orbit.dataSources();
        }

        @Override
        public void configure(Fields config) {
            orbit.configure(config);
            endpoints.add(config.text("endpoint"));
        }

        @Override
        public void stop() {
            orbit.stop();
        }
    }
}
