// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas.check;

import static dev.orbit.schemas.check.Specs.brief;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.Json;
import dev.orbit.schemas.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsChecksTest {

    /** @param fields such as {@code sasl_mechanism=plain use_tls=true} */
    private static List<Problem> problems(String fields) {
        var node = Json.MAPPER.createObjectNode().put("use_tls", false).put("tls_insecure_skip_verify", false);
        for (String field : fields.isEmpty() ? new String[0] : fields.split(" ")) {
            String[] parts = field.split("=", 2);
            if (parts[1].equals("true")) {
                node.put(parts[0], true);
            } else {
                node.put(parts[0], parts[1]);
            }
        }
        try {
            return CredentialsChecks.problems(Json.MAPPER.treeToValue(node, Credentials.class));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "use_tls=true",
                "use_tls=true tls_insecure_skip_verify=true",
                "sasl_mechanism=plain sasl_username_env=ORBIT_U sasl_password_env=ORBIT_P",
                "sasl_mechanism=scram-256 sasl_username_env=ORBIT_U sasl_password_env=ORBIT_P use_tls=true",
                "use_tls=true mtls_client_cert_env=ORBIT_C mtls_client_key_env=ORBIT_K mtls_server_ca_cert_env=ORBIT_CA",
                "use_tls=true mtls_server_ca_cert_env=ORBIT_CA",
                "use_tls=true jks_key_store_file_path_env=ORBIT_F jks_key_store_password_env=ORBIT_P jks_key_password_env=ORBIT_Q",
                "use_tls=true jks_trust_store_file_path_env=ORBIT_F jks_trust_store_password_env=ORBIT_P",
                "use_tls=true jks_trust_store_file_path_env=ORBIT_F"
            })
    void acceptsEachWayToAuthenticate(String fields) {
        assertThat(problems(fields)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "sasl_mechanism=plain sasl_username_env=ORBIT_U, sasl_password_env: incomplete_credentials",
        "sasl_username_env=ORBIT_U sasl_password_env=ORBIT_P, sasl_mechanism: incomplete_credentials",
        "sasl_mechanism=PLAIN sasl_username_env=ORBIT_U sasl_password_env=ORBIT_P, sasl_mechanism: invalid_sasl_mechanism",
        "use_tls=true mtls_client_cert_env=ORBIT_C, mtls_client_key_env: incomplete_credentials",
        "use_tls=true mtls_client_key_env=ORBIT_C, mtls_client_cert_env: incomplete_credentials",
        "use_tls=true jks_key_store_file_path_env=ORBIT_F, jks_key_store_password_env: incomplete_credentials",
        "use_tls=true jks_trust_store_password_env=ORBIT_F, jks_trust_store_file_path_env: incomplete_credentials",
        "mtls_server_ca_cert_env=ORBIT_C, mtls_server_ca_cert_env: tls_not_used",
        "tls_insecure_skip_verify=true, tls_insecure_skip_verify: tls_not_used",
        "use_tls=true mtls_server_ca_cert_env=PATH, mtls_server_ca_cert_env: invalid_env_name",
        "use_tls=true mtls_server_ca_cert_env=ORBIT_, mtls_server_ca_cert_env: invalid_env_name",
        "use_tls=true mtls_server_ca_cert_env=ORBIT_A jks_trust_store_file_path_env=ORBIT_B,"
                + " jks_trust_store_file_path_env: conflicting_credentials"
    })
    void refusesEachWayToGetItWrong(String fields, String found) {
        assertThat(brief(problems(fields))).containsExactly(found);
    }

    @Test
    void namesTheVariableButNeverAPastedSecret() {
        String variable =
                problems("use_tls=true mtls_server_ca_cert_env=AWS_SECRET").toString();
        String pasted =
                problems("use_tls=true mtls_server_ca_cert_env=hunter2!").toString();

        assertThat(variable).contains("\"AWS_SECRET\"", "ORBIT_MTLS_SERVER_CA_CERT");
        assertThat(pasted).doesNotContain("hunter2").contains("not shown");
    }
}
