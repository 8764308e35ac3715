// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.handshake;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;

/**
 * TLS in which each side trusts one certificate, the other's. The host does not insist on being checked, but without it
 * whoever may log on to the machine could use the configured provider.
 */
public final class MutualTls {

    private MutualTls() {}

    /** TLS of a server that only the holder of one certificate may speak to. */
    public static SslContext serverContext(ServerIdentity identity, X509Certificate client) {
        return build(SslContextBuilder.forServer(identity.key(), identity.certificate())
                .trustManager(client)
                .clientAuth(ClientAuth.REQUIRE));
    }

    static SslContext clientContext(ServerIdentity identity, X509Certificate server) {
        return build(SslContextBuilder.forClient()
                .keyManager(identity.key(), identity.certificate())
                .trustManager(server));
    }

    /** With the JDK's TLS: BoringSSL offers no signature algorithm that fits the host's P-521 certificate. */
    private static SslContext build(SslContextBuilder builder) {
        try {
            return GrpcSslContexts.configure(builder, SslProvider.JDK).build();
        } catch (SSLException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }
}
