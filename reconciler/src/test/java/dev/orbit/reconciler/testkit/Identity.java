// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A key and its certificate, made with the JDK's keytool.
 *
 * @param store of PKCS #12, with {@link #PASSWORD}
 */
public record Identity(Path store) {

    public static final String PASSWORD = "changeit";

    /** What signs others. */
    public static Identity authority(Path store) throws Exception {
        return made(store, "bc=ca:true");
    }

    private static Identity made(Path store, String extension) throws Exception {
        List<String> generate = new ArrayList<>(List.of("-genkeypair", "-alias", "key", "-keyalg", "EC"));
        generate.addAll(List.of("-dname", "CN=" + store.getFileName(), "-ext", extension, "-validity", "30"));
        keytool(store, generate.toArray(String[]::new));
        return new Identity(store);
    }

    /**
     * One that this signed.
     *
     * @param names such as {@code dns:localhost}
     * @param start such as {@code -1d}; it is valid for 30 days
     */
    public Identity signed(Path signed, String names, String start) throws Exception {
        Identity subject = made(signed, "SAN=" + names);
        Path request = signed.resolveSibling(signed.getFileName() + ".request");
        Path reply = signed.resolveSibling(signed.getFileName() + ".reply");
        keytool(signed, "-certreq", "-alias", "key", "-file", request.toString());
        List<String> sign = new ArrayList<>(List.of("-gencert", "-alias", "key", "-ext", "SAN=" + names));
        sign.addAll(List.of("-startdate", start, "-validity", "30", "-infile", request.toString()));
        sign.addAll(List.of("-outfile", reply.toString()));
        keytool(store, sign.toArray(String[]::new));
        keytool(
                signed,
                "-importcert",
                "-noprompt",
                "-alias",
                "authority",
                "-file",
                certificate().toString());
        keytool(signed, "-importcert", "-noprompt", "-alias", "key", "-file", reply.toString());
        return subject;
    }

    /** A file with the certificate in PEM. */
    public Path certificate() throws Exception {
        return written(
                "crt", pem("CERTIFICATE", keyStore().getCertificate("key").getEncoded()));
    }

    /** A file with the key in PEM. */
    public Path key() throws Exception {
        return written(
                "key",
                pem(
                        "PRIVATE KEY",
                        keyStore().getKey("key", PASSWORD.toCharArray()).getEncoded()));
    }

    /** A file with both, and remarks as tools write them. */
    public Path both() throws Exception {
        return written(
                "pem",
                "Bag Attributes\n    friendlyName: key\n" + Files.readString(key()) + "subject=CN = x\n"
                        + Files.readString(certificate()));
    }

    private Path written(String suffix, String text) throws Exception {
        return Files.writeString(store.resolveSibling(store.getFileName() + "." + suffix), text);
    }

    public KeyStore keyStore() throws Exception {
        KeyStore loaded = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            loaded.load(in, PASSWORD.toCharArray());
        }
        return loaded;
    }

    private static String pem(String label, byte[] der) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
    }

    private static void keytool(Path store, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IllegalStateException("keytool failed: " + command);
        }
    }
}
