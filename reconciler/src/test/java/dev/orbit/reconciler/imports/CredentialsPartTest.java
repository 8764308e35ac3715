// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import static dev.orbit.reconciler.imports.ImportSamples.at;
import static dev.orbit.reconciler.imports.ImportSamples.imported;
import static dev.orbit.reconciler.imports.ImportSamples.told;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialsPartTest {

    @ParameterizedTest
    @CsvSource({"PLAIN, plain", "SCRAM-SHA-256, scram-256", "SCRAM-SHA-512, scram-512"})
    void mechanismsHaveOrbitsNames(String theirs, String ours) {
        Imported imported = imported("A.security.protocol", "SASL_PLAINTEXT", "A.sasl.mechanism", theirs);

        assertThat(at(imported.fields(), "source_cluster_credentials"))
                .isEqualTo(Map.of(
                        "sasl_username_env", "ORBIT_A_SASL_USERNAME",
                        "sasl_password_env", "ORBIT_A_SASL_PASSWORD",
                        "sasl_mechanism", ours));
        assertThat(imported.variables())
                .extracting(Variable::holds)
                .containsExactly("the username of the principal for Orbit", "the password of the principal for Orbit");
    }

    @Test
    void aMechanismThatOrbitLacksIsToldOf() {
        Imported imported = imported("A.security.protocol", "SASL_SSL", "A.sasl.jaas.config", "hunter2");

        assertThat(at(imported.fields(), "source_cluster_credentials")).isEqualTo(Map.of("use_tls", true));
        assertThat(told(imported)).containsExactly("A: the SASL mechanism (not set)", "A.sasl.jaas.config");
        assertThat(imported.toString()).doesNotContain("hunter2");
    }

    @Test
    void keyStoresAreNamedWithTheirPasswords() {
        Imported imported = imported(
                "A.security.protocol", "SSL",
                "A.ssl.keystore.type", "PKCS12",
                "A.ssl.keystore.location", "/k.p12",
                "A.ssl.keystore.password", "hunter2",
                "A.ssl.key.password", "hunter3",
                "A.ssl.endpoint.identification.algorithm", "https");

        assertThat(at(imported.fields(), "source_cluster_credentials"))
                .isEqualTo(Map.of(
                        "use_tls", true,
                        "jks_key_store_file_path_env", "ORBIT_A_KEY_STORE_FILE",
                        "jks_key_store_password_env", "ORBIT_A_KEY_STORE_PASSWORD",
                        "jks_key_password_env", "ORBIT_A_KEY_PASSWORD"));
        assertThat(imported.toString()).doesNotContain("hunter");
    }

    @ParameterizedTest
    @CsvSource({"JKS,", "pkcs12, keystore.type.compat", "BCFKS, keytool -importkeystore", "${env:TYPE}, keytool"})
    void storesThatAreNotJksAreToldOf(String type, String why) {
        Imported imported = imported(
                "A.security.protocol", "SSL",
                "A.ssl.truststore.type", type,
                "A.ssl.truststore.location", "/t",
                "A.ssl.truststore.password", "hunter2",
                "A.ssl.keystore.type", type,
                "A.ssl.keystore.location", "/k",
                "A.ssl.keystore.password", "hunter3");

        assertThat(imported.problems()).isEmpty();
        assertThat(told(imported))
                .isEqualTo(why == null ? List.of() : List.of("A.ssl.keystore.type", "A.ssl.truststore.type"));
        assertThat(imported.notCarried())
                .allSatisfy(told -> assertThat(told.why() + told.instead()).contains(why));
    }

    @Test
    void javaReadsPkcs12StoresUnderTheTypeJks() throws Exception {
        char[] password = "secret".toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setEntry(
                "key",
                new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[16], "AES")),
                new KeyStore.PasswordProtection(password));
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        store.store(written, password);

        KeyStore read = KeyStore.getInstance("JKS");
        read.load(new ByteArrayInputStream(written.toByteArray()), password);
        assertThat(read.containsAlias("key")).isTrue();
    }
}
