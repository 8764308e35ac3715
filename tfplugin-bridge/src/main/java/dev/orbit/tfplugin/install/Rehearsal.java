// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.install;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;

import dev.orbit.proto.tfplugin6.ConfigureProvider;
import dev.orbit.proto.tfplugin6.GetProviderSchema;
import dev.orbit.proto.tfplugin6.ImportResourceState;
import dev.orbit.proto.tfplugin6.ProviderGrpc;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.encode.ValueEncoder;
import dev.orbit.tfplugin.handshake.PluginHost;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/**
 * Runs an installed provider once as Terraform would. That shows that it answers; and the JVM writes down which classes it
 * loaded, which makes every later start faster by a third.
 */
final class Rehearsal {

    /** The port is the one of the discard service: no agent is there. */
    private static final String NO_AGENT = "http://127.0.0.1:9";

    private Rehearsal() {}

    /**
     * Runs it.
     *
     * @param classes where the launcher looks for the loaded classes
     */
    static void run(Path executable, Path classes) throws InstallException, IOException {
        Files.deleteIfExists(classes);
        Path fresh = classes.resolveSibling(classes.getFileName() + ".new");
        Map<String, String> environment =
                Map.of("JAVA_TOOL_OPTIONS", "-XX:+IgnoreUnrecognizedVMOptions -XX:ArchiveClassesAtExit=" + fresh);
        try (PluginHost host = PluginHost.start(executable, environment)) {
            ask(ProviderGrpc.newBlockingStub(host.channel()));
        } catch (IOException | StatusRuntimeException e) {
            throw new InstallException("the provider is installed and does not work: " + e.getMessage(), e);
        }
        if (Files.exists(fresh)) { // not every JVM writes it; then starts are slower, and that is all
            Files.move(fresh, classes, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static void ask(ProviderGrpc.ProviderBlockingStub provider) throws IOException {
        GetProviderSchema.Response schemas = provider.getProviderSchema(GetProviderSchema.Request.getDefaultInstance());
        if (schemas.getResourceSchemasCount() == 0) {
            throw new IOException("it has no resources");
        }
        Fields config = new Fields(Map.of("endpoint", Value.of(NO_AGENT), "token", NULL));
        ConfigureProvider.Response unused = provider.configureProvider(ConfigureProvider.Request.newBuilder()
                .setConfig(ValueEncoder.encode(config))
                .build());
        ImportResourceState.Response refused = provider.importResourceState(ImportResourceState.Request.newBuilder()
                .setTypeName("orbit_link")
                .setId("none")
                .build());
        if (refused.getDiagnosticsCount() == 0) {
            throw new IOException("it found a link where no agent is");
        }
    }
}
