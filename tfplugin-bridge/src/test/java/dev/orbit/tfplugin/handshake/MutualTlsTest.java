// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.handshake;

import static org.assertj.core.api.Assertions.assertThat;

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
}
