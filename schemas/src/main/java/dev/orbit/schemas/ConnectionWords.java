// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

/** How clients of the agents' HTTP API are told where it is and who asks: environment variables, and options' texts. */
public final class ConnectionWords {

    public static final String ENDPOINT_DEFAULT = "http://127.0.0.1:8080";

    public static final String ENDPOINT_ENV = "ORBIT_ENDPOINT";
    public static final String TOKEN_ENV = "ORBIT_TOKEN";
    public static final String CA_FILE_ENV = "ORBIT_CA_FILE";
    public static final String CLIENT_CERT_FILE_ENV = "ORBIT_CLIENT_CERT_FILE";
    public static final String CLIENT_KEY_FILE_ENV = "ORBIT_CLIENT_KEY_FILE";

    public static final String ENDPOINT_TEXT =
            "An agent's HTTP API (default: $" + ENDPOINT_ENV + ", else " + ENDPOINT_DEFAULT + ").";
    public static final String TOKEN_ENV_TEXT =
            "The environment variable that holds the bearer token (default: " + TOKEN_ENV + ").";
    public static final String CA_FILE_TEXT = "The authorities, in PEM, that vouch for agents at https:// (default: $"
            + CA_FILE_ENV + ", else those that Java trusts).";
    public static final String CLIENT_CERT_FILE_TEXT =
            "The certificate, in PEM, that is shown to agents that want one (default: $" + CLIENT_CERT_FILE_ENV + ").";
    public static final String CLIENT_KEY_FILE_TEXT = "Its key, in PEM and unencrypted PKCS #8 (default: $"
            + CLIENT_KEY_FILE_ENV + ", else the certificate's file).";

    private ConnectionWords() {}
}
