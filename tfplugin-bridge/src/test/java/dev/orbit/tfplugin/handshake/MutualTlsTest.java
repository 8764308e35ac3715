// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.Arrays;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;

/** What the handshake's TLS leaves of the JDK's own: the agents may have certificates of well-known authorities. */
class MutualTlsTest {

    @Test
    void whoeverComesLaterFindsTheAuthoritiesThatTheJdkTrusts() throws Exception {
        ServerIdentity identity = ServerIdentity.create();
        assertThat(MutualTls.serverContext(identity, identity.certificate()).isServer())
                .isTrue();

        TrustManagerFactory defaults = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        defaults.init((KeyStore) null);
        assertThat(Arrays.stream(defaults.getTrustManagers())
                        .map(X509TrustManager.class::cast)
                        .flatMap(trust -> Arrays.stream(trust.getAcceptedIssuers())))
                .hasSizeGreaterThan(10);
    }

    /** Some hundred certificates: parsing them takes a tenth of the time in which the provider is ready. */
    @Test
    void whomTheJdkTrustsIsNotReadForIt() throws Exception {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Djavax.net.ssl.trustStore=/authorities",
                        "-Djavax.net.debug=trustmanager",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Fresh.class.getName())
                .redirectErrorStream(true)
                .start();

        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("trustStore is: NONE").doesNotContain("/authorities");
    }

    /** A process of its own, in which no class was loaded before. */
    static final class Fresh {

        private Fresh() {}

        public static void main(String[] args) {
            ServerIdentity identity = ServerIdentity.create();
            SslContext context = MutualTls.serverContext(identity, identity.certificate());
            System.out.println(
                    context.newEngine(UnpooledByteBufAllocator.DEFAULT).getSSLParameters());
        }
    }
}
