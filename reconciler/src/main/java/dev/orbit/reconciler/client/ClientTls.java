// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.client;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** TLS of a client: whom it trusts, and what it shows. */
final class ClientTls {

    private static final String CERT_FIELD = "client_cert_file";
    private static final String KEY_FIELD = "client_key_file";

    /** In memory only. */
    private static final char[] PASSWORD = new char[0];

    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    private ClientTls() {}

    /** @throws AgentException when a file cannot be used */
    static void use(TlsFiles files, OkHttpClient.Builder client) {
        if (files.equals(TlsFiles.NONE)) {
            return;
        }
        try {
            X509TrustManager trust = trust(files.caFile());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(files), new X509TrustManager[] {trust}, null);
            client.sslSocketFactory(context.getSocketFactory(), trust);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java cannot set up TLS", e);
        }
    }

    private static X509TrustManager trust(@Nullable String file) throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(file == null ? null : authorities(file));
        return (X509TrustManager) factory.getTrustManagers()[0];
    }

    private static KeyStore authorities(String file) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        for (X509Certificate authority : Pem.read("ca_file", file).certificates()) {
            store.setCertificateEntry("authority-" + store.size(), authority);
        }
        return store;
    }

    private static KeyManager @Nullable [] keys(TlsFiles files) throws GeneralSecurityException, IOException {
        if (files.certFile() == null) {
            if (files.keyFile() == null) {
                return null;
            }
            throw Pem.refused(
                    CERT_FIELD,
                    "There is a client's key, " + files.keyFile() + ", and no certificate.",
                    "Name the certificate's file too, or neither.");
        }
        Pem shown = Pem.read(CERT_FIELD, files.certFile());
        Pem held = files.keyFile() == null ? shown : Pem.read(KEY_FIELD, files.keyFile());
        List<X509Certificate> chain = shown.certificates();
        PrivateKey key = held.key(chain.get(0));
        if (!isPair(key, chain.get(0).getPublicKey())) {
            throw Pem.refused(
                    KEY_FIELD,
                    "The key in " + held.file() + " is not that of the certificate in " + shown.file() + ".",
                    "Name the two that belong together.");
        }
        KeyStore store = empty();
        try {
            store.setKeyEntry("client", key, PASSWORD, chain.toArray(X509Certificate[]::new));
        } catch (KeyStoreException e) {
            throw Pem.refused(
                    CERT_FIELD,
                    shown.file() + " holds certificates of which one did not sign the one before it.",
                    "Put the client's own first, then the one that signed it, and so on; leave others out.");
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, PASSWORD);
        return factory.getKeyManagers();
    }

    /** What one signs the other verifies; of a kind that is not known here the agent will tell. */
    private static boolean isPair(PrivateKey key, PublicKey shown) throws GeneralSecurityException {
        String algorithm = SIGNATURES.get(shown.getAlgorithm());
        if (algorithm == null) {
            return true;
        }
        byte[] something = shown.getEncoded();
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(something);
        byte[] signed = signature.sign();
        signature.initVerify(shown);
        signature.update(something);
        return signature.verify(signed);
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
