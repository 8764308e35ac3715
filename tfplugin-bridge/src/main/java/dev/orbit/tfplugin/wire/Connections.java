// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.wire;

import dev.orbit.tfplugin.server.ProviderServer;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import java.util.function.Supplier;

/**
 * Gives each connection a provider of its own. One process may serve several at once, each configured differently: so it
 * is with provider aliases, and with a process that outlives a command.
 */
public final class Connections {

    private static final Attributes.Key<ProviderServer> SERVER = Attributes.Key.create("orbit-provider-server");
    private static final Context.Key<ProviderServer> CURRENT = Context.key("orbit-provider-server");

    private final Supplier<ProviderServer> servers;

    /** Gets a new server for each connection from the supplier. */
    public Connections(Supplier<ProviderServer> servers) {
        this.servers = servers;
    }

    /** The provider of the connection that the current call came over. */
    public static ProviderServer current() {
        ProviderServer server = CURRENT.get();
        if (server == null) {
            throw new IllegalStateException("not inside a call");
        }
        return server;
    }

    public ServerTransportFilter filter() {
        return new ServerTransportFilter() {
            @Override
            public Attributes transportReady(Attributes attributes) {
                return attributes.toBuilder().set(SERVER, servers.get()).build();
            }
        };
    }

    public ServerInterceptor interceptor() {
        return new ServerInterceptor() {
            @Override
            public <Q, A> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
                ProviderServer server = call.getAttributes().get(SERVER);
                return Contexts.interceptCall(Context.current().withValue(CURRENT, server), call, headers, next);
            }
        };
    }
}
