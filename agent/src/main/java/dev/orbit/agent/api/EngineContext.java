// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.api;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.util.function.BiFunction;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A context that asks for each engine, as the JDK's HTTP server does for each connection: it keeps the one context that it
 * is given for as long as it runs.
 */
final class EngineContext extends SSLContextSpi {

    private final BiFunction<String, Integer, SSLEngine> engines;

    /** Makes engines that are servers, of a client's host and port. */
    EngineContext(BiFunction<String, Integer, SSLEngine> engines) {
        this.engines = engines;
    }

    private static final class Context extends SSLContext {
        private Context(EngineContext engines, SSLContext like) {
            super(engines, like.getProvider(), like.getProtocol());
        }
    }

    SSLContext context() {
        try {
            return new Context(this, SSLContext.getInstance("TLS"));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        return engineCreateSSLEngine("", 0);
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
        return engines.apply(host, port);
    }

    /** What the HTTP server sets each engine to. */
    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
        return engineCreateSSLEngine().getSSLParameters();
    }

    @Override
    protected void engineInit(
            KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random)
            throws KeyManagementException {
        throw new KeyManagementException("it takes its engines as they are");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        throw new UnsupportedOperationException("of engines alone");
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        throw new UnsupportedOperationException("of engines alone");
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        throw new UnsupportedOperationException("of engines alone");
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        throw new UnsupportedOperationException("of engines alone");
    }
}
