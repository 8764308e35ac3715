// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.trial;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Self-signed certificates in key stores, made with the JDK's keytool. */
public final class Certificates {

    public static final String PASSWORD = "changeit";

    private final Path keyStore;
    private final KeyStore store;

    private Certificates(Path keyStore) throws Exception {
        this.keyStore = keyStore;
        this.store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore)) {
            store.load(in, PASSWORD.toCharArray());
        }
    }

    /** A key and its certificate, good for the host names, such as {@code dns:localhost}. */
    public static Certificates selfSigned(Path keyStore, String commonName, String names) throws Exception {
        return selfSigned(keyStore, commonName, names, "-1d");
    }

    /** One that ended yesterday. */
    public static Certificates expired(Path keyStore, String commonName, String names) throws Exception {
        return selfSigned(keyStore, commonName, names, "-31d");
    }

    private static Certificates selfSigned(Path keyStore, String commonName, String names, String from)
            throws Exception {
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "key",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + commonName,
                        "-ext",
                        "SAN=" + names,
                        "-startdate",
                        from,
                        "-validity",
                        "30",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keyStore.toString(),
                        "-storepass",
                        PASSWORD))
                .inheritIO()
                .start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IllegalStateException("keytool failed");
        }
        return new Certificates(keyStore);
    }

    public Path keyStore() {
        return keyStore;
    }

    /** A key store in the JKS format, which the key is protected in by a password of its own. */
    public Path jksKeyStore(String keyPassword) throws Exception {
        KeyStore jks = KeyStore.getInstance("JKS");
        jks.load(null, null);
        jks.setKeyEntry(
                "key",
                store.getKey("key", PASSWORD.toCharArray()),
                keyPassword.toCharArray(),
                store.getCertificateChain("key"));
        return write(jks, ".jks");
    }

    /** A trust store with these certificates. */
    public static Path trustStore(Path file, Certificates... trusted) throws Exception {
        KeyStore trust = KeyStore.getInstance("JKS");
        trust.load(null, null);
        for (int i = 0; i < trusted.length; i++) {
            trust.setCertificateEntry("trusted-" + i, trusted[i].certificate());
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            trust.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    private Path write(KeyStore written, String suffix) throws Exception {
        Path file = keyStore.resolveSibling(keyStore.getFileName() + suffix);
        try (OutputStream out = Files.newOutputStream(file)) {
            written.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    /** A trust store with the certificate. */
    public Path trustStore() throws Exception {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("trusted", certificate());
        return write(trust, ".trust");
    }

    public String certificatePem() throws Exception {
        return pem("CERTIFICATE", certificate().getEncoded());
    }

    public String keyPem() throws Exception {
        Key key = store.getKey("key", PASSWORD.toCharArray());
        return pem("PRIVATE KEY", key.getEncoded());
    }

    private Certificate certificate() throws Exception {
        return store.getCertificate("key");
    }

    private static String pem(String label, byte[] der) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
    }
}
