// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.install;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;

import dev.orbit.proto.tfplugin6.ConfigureProvider;
import dev.orbit.proto.tfplugin6.GetProviderSchema;
import dev.orbit.proto.tfplugin6.ImportResourceState;
import dev.orbit.proto.tfplugin6.ProviderGrpc;
import dev.orbit.schemas.ConnectionWords;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.encode.ValueEncoder;
import dev.orbit.tfplugin.handshake.HandshakeException;
import dev.orbit.tfplugin.handshake.InnerHost;
import dev.orbit.tfplugin.handshake.PluginHost;
import dev.orbit.tfplugin.resource.Provider;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Calls a provider as Terraform would. */
public final class Rehearsal {

    /** The port is the one of the discard service: no agent is there. */
    private static final String NO_AGENT = "http://127.0.0.1:9";

    private static final int ANSWERED_WITHIN_S = 60;
    private static final int PREPARED_WITHIN_S = 120;

    private Rehearsal() {}

    /** Shows that an installed provider answers. */
    static void check(Path executable) throws InstallException {
        // a token that is of no use is no fault of what was installed
        Map<String, String> environment = Map.of("ORBIT_PROVIDER_CACHE", "off", ConnectionWords.TOKEN_ENV, "");
        try (PluginHost host = PluginHost.start(executable, environment)) {
            ask(host.channel());
        } catch (IOException | IllegalStateException | StatusRuntimeException e) {
            throw new InstallException("the provider is installed and does not work: " + e.getMessage(), e);
        }
    }

    /**
     * Has the archive of loaded classes made that every later start is faster with. Not every JVM makes one, and nothing but
     * speed depends on it.
     *
     * @param directory where the launcher looks for it
     */
    static void prepare(Path executable, Path directory) throws IOException {
        Process process = new ProcessBuilder(executable.toString(), "--prepare", directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(PREPARED_WITHIN_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    /** Plays both sides in this process. */
    public static void inThisProcess(Supplier<Provider> providers)
            throws IOException, InterruptedException, HandshakeException {
        InnerHost.run(providers, Rehearsal::ask);
    }

    private static void ask(Channel channel) {
        ProviderGrpc.ProviderBlockingStub provider =
                ProviderGrpc.newBlockingStub(channel).withDeadlineAfter(ANSWERED_WITHIN_S, TimeUnit.SECONDS);
        GetProviderSchema.Response schemas = provider.getProviderSchema(GetProviderSchema.Request.getDefaultInstance());
        if (schemas.getResourceSchemasCount() == 0) {
            throw new IllegalStateException("it has no resources");
        }
        ConfigureProvider.Response configured = provider.configureProvider(ConfigureProvider.Request.newBuilder()
                .setConfig(ValueEncoder.encode(config(schemas)))
                .build());
        if (configured.getDiagnosticsCount() > 0) {
            throw new IllegalStateException("it refuses its configuration: "
                    + configured.getDiagnostics(0).getSummary());
        }
        ImportResourceState.Response refused = provider.importResourceState(ImportResourceState.Request.newBuilder()
                .setTypeName("orbit_link")
                .setId("none")
                .build());
        if (refused.getDiagnosticsCount() == 0) {
            throw new IllegalStateException("it found a link where no agent is");
        }
    }

    /** Every attribute that the provider has, as Terraform sends them. */
    private static Fields config(GetProviderSchema.Response schemas) {
        Map<String, Value> values = new HashMap<>();
        schemas.getProvider()
                .getBlock()
                .getAttributesList()
                .forEach(attribute -> values.put(attribute.getName(), NULL));
        values.put("endpoint", Value.of(NO_AGENT));
        return new Fields(values);
    }
}
