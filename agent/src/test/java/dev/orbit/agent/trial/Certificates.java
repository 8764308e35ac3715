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
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Certificates in key stores, made with the JDK's keytool. */
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
        generate(keyStore, commonName, "SAN=" + names);
        return new Certificates(keyStore);
    }

    /** What signs others. */
    public static Certificates authority(Path keyStore) throws Exception {
        generate(keyStore, "authority", "bc=ca:true");
        return new Certificates(keyStore);
    }

    /** A key and its certificate that this authority signed, and that ended yesterday. */
    public Certificates signedAndExpired(Path expired, String commonName, String names) throws Exception {
        return signed(expired, commonName, names, "-31d");
    }

    /** A key and its certificate that this authority signed. */
    public Certificates signed(Path store, String commonName, String names) throws Exception {
        return signed(store, commonName, names, "-1d");
    }

    private Certificates signed(Path subject, String commonName, String names, String start) throws Exception {
        Path request = subject.resolveSibling(commonName + ".request");
        Path signed = subject.resolveSibling(commonName + ".signed");
        Path own = subject.resolveSibling(commonName + ".authority");
        Files.writeString(own, certificatePem());
        generate(subject, commonName, "SAN=" + names);
        keytool(subject, "-certreq", "-alias", "key", "-file", request.toString());
        List<String> sign = new ArrayList<>(List.of("-gencert", "-alias", "key", "-ext", "SAN=" + names));
        sign.addAll(List.of("-startdate", start, "-validity", "30"));
        sign.addAll(List.of("-infile", request.toString(), "-outfile", signed.toString()));
        keytool(keyStore, sign.toArray(String[]::new));
        keytool(subject, "-importcert", "-noprompt", "-alias", "authority", "-file", own.toString());
        keytool(subject, "-importcert", "-noprompt", "-alias", "key", "-file", signed.toString());
        return new Certificates(subject);
    }

    private static void generate(Path keyStore, String commonName, String extension) throws Exception {
        List<String> generate = new ArrayList<>(List.of("-genkeypair", "-alias", "key", "-keyalg", "EC"));
        generate.addAll(List.of("-dname", "CN=" + commonName, "-ext", extension, "-validity", "30"));
        keytool(keyStore, generate.toArray(String[]::new));
    }

    private static void keytool(Path keyStore, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", keyStore.toString(), "-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(command).inheritIO().start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IllegalStateException("keytool failed");
        }
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

    /** A key store with this certificate and another's key, as a mistake would make it. */
    public void withKeyOf(Certificates other, Path file) throws Exception {
        KeyStore mixed = KeyStore.getInstance("PKCS12");
        mixed.load(null, null);
        char[] password = PASSWORD.toCharArray();
        mixed.setKeyEntry("key", other.store.getKey("key", password), password, new Certificate[] {certificate()});
        try (OutputStream out = Files.newOutputStream(file)) {
            mixed.store(out, password);
        }
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
