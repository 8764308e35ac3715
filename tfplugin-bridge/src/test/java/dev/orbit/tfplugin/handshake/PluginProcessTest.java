// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.proto.tfplugin6.GetProviderSchema;
import dev.orbit.proto.tfplugin6.ProviderGrpc;
import dev.orbit.tfplugin.Main;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The provider as a process of its own, on machines of other kinds. */
class PluginProcessTest {

    @Test
    void servesWhereItSaysThoughTheMachinePrefersIpv6(@TempDir Path directory) throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path script = Files.writeString(
                directory.resolve("provider"),
                "#!/bin/sh\nexec '" + java + "' -Djava.net.preferIPv6Addresses=true -cp '"
                        + System.getProperty("java.class.path") + "' " + Main.class.getName() + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();

        try (PluginHost host = PluginHost.start(script, Map.of())) {
            GetProviderSchema.Response schema = ProviderGrpc.newBlockingStub(host.channel())
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .getProviderSchema(GetProviderSchema.Request.getDefaultInstance());
            assertThat(schema.getResourceSchemasMap()).containsKey("orbit_link");
        }
    }
}
