// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {

    private static Map<String, String> environment(String name, String value) {
        Map<String, String> environment =
                new HashMap<>(HostRequest.environment(ServerIdentity.create().certificate()));
        environment.put(name, value);
        return environment;
    }

    @Test
    void tellsAPersonWhatThisProgramIs() {
        assertThatThrownBy(() -> HostRequest.of(Map.of()))
                .isInstanceOf(HandshakeException.class)
                .hasMessageContaining("terraform init");
        assertThatThrownBy(() -> HostRequest.of(environment("TF_PLUGIN_MAGIC_COOKIE", "another")))
                .isInstanceOf(HandshakeException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5,6", "6,5", "6", "6,7", ""})
    void servesAHostThatOffersSix(String versions) throws Exception {
        assertThat(HostRequest.of(environment("PLUGIN_PROTOCOL_VERSIONS", versions))
                        .clientCertificate())
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "16", "66,5"})
    void refusesAHostThatDoesNot(String versions) {
        assertThatThrownBy(() -> HostRequest.of(environment("PLUGIN_PROTOCOL_VERSIONS", versions)))
                .isInstanceOf(HandshakeException.class)
                .hasMessageContaining(versions);
    }

    @Test
    void takesNoCertificateForPlaintextAndABadOneForAnError() throws Exception {
        assertThat(HostRequest.of(environment("PLUGIN_CLIENT_CERT", "")).clientCertificate())
                .isNull();
        assertThatThrownBy(() -> HostRequest.of(environment("PLUGIN_CLIENT_CERT", "-----BEGIN nothing")))
                .isInstanceOf(HandshakeException.class);
    }

    @Test
    void theLineHasSixFieldsAndAnUnpaddedCertificate() {
        ServerIdentity identity = ServerIdentity.create();

        String line = new HandshakeLine(4711, identity.certificate()).toString();

        String[] fields = line.split("\\|", -1);
        assertThat(fields).hasSize(6).startsWith("1", "6", "tcp", "127.0.0.1:4711", "grpc");
        assertThat(fields[5]).doesNotContain("=", "\n", "-", "_");
        assertThat(Base64.getDecoder().decode(fields[5])).isEqualTo(Certificates.der(identity.certificate()));
        assertThat(HandshakeLine.parse(line)).isEqualTo(new HandshakeLine(4711, identity.certificate()));
        assertThat(new HandshakeLine(4711, null)).hasToString("1|6|tcp|127.0.0.1:4711|grpc|");
    }

    @Test
    void theCertificateIsOneThatGoAccepts() throws Exception {
        ServerIdentity identity = ServerIdentity.create();

        identity.certificate().verify(identity.certificate().getPublicKey());
        identity.certificate().checkValidity();
        assertThat(identity.certificate().getVersion()).isEqualTo(3);
        assertThat(identity.certificate().getSubjectAlternativeNames()).containsExactly(List.of(2, "localhost"));
        assertThat(identity.certificate().getSigAlgName()).isIn("EdDSA", "Ed25519");
        assertThat(identity.certificate().getSerialNumber().signum()).isPositive();
    }
}
