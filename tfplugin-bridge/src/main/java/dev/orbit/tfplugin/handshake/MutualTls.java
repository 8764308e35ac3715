// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.handshake;

import io.grpc.util.AdvancedTlsX509KeyManager;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS in which each side trusts one certificate, the other's. The host does not insist on being checked, but without it
 * whoever may log on to the machine could use the configured provider.
 *
 * <p>With the JDK's TLS: BoringSSL offers no signature algorithm that fits the host's P-521 certificate. And put together
 * without netty's builder, and without a key store: these encrypt and decrypt keys to no end, which takes a third of the
 * time in which the process is ready.
 */
public final class MutualTls {

    private static final ApplicationProtocolConfig HTTP2 = new ApplicationProtocolConfig(
            Protocol.ALPN,
            SelectorFailureBehavior.NO_ADVERTISE,
            SelectedListenerFailureBehavior.ACCEPT,
            ApplicationProtocolNames.HTTP_2);

    private static final String TRUST_STORE = "javax.net.ssl.trustStore";

    static {
        NettyLog.toJdk();
        loadNetty();
    }

    private MutualTls() {}

    /**
     * When these classes of netty's are loaded, each makes a context to no end, which reads whom this Java trusts: some
     * hundred certificates that nobody here asks about. Who does later finds them: Java looks at the property each time.
     */
    private static void loadNetty() {
        String configured = System.setProperty(TRUST_STORE, "NONE");
        try {
            Class<?> unused = MethodHandles.lookup().ensureInitialized(JdkSslContext.class);
            boolean unusedAnswer = SslProvider.isAlpnSupported(SslProvider.JDK); // asks the other one
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("a public class cannot be accessed", e);
        } finally {
            if (configured == null) {
                System.clearProperty(TRUST_STORE);
            } else {
                System.setProperty(TRUST_STORE, configured);
            }
        }
    }

    /** Has Java's TLS loaded: a first context takes a hundred times as long as a second. */
    static void load(ServerIdentity identity) {
        SslContext unused = serverContext(identity, identity.certificate());
    }

    /** TLS of a server that only the holder of one certificate may speak to. */
    public static SslContext serverContext(ServerIdentity identity, X509Certificate client) {
        return context(false, identity, client, ClientAuth.REQUIRE);
    }

    static SslContext clientContext(ServerIdentity identity, X509Certificate server) {
        return context(true, identity, server, ClientAuth.NONE);
    }

    private static SslContext context(
            boolean isClient, ServerIdentity own, X509Certificate other, ClientAuth clientAuth) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {presents(own)}, trusts(other), null);
            return new JdkSslContext(
                    context,
                    isClient,
                    Http2SecurityUtil.CIPHERS,
                    SupportedCipherSuiteFilter.INSTANCE,
                    HTTP2,
                    clientAuth,
                    null,
                    false);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    private static KeyManager presents(ServerIdentity own) {
        AdvancedTlsX509KeyManager manager = new AdvancedTlsX509KeyManager();
        manager.updateIdentityCredentials(new X509Certificate[] {own.certificate()}, own.key());
        return manager;
    }

    private static TrustManager[] trusts(X509Certificate other) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("other", other);
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory.getTrustManagers();
    }
}
