package dev.gatehouse.platform.mail;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Makes TLS connections to servers that somebody trusted vouches for. */
final class Trust {
    private Trust() {}

    /** @param added trusted beside those whom the JDK trusts */
    static SSLSocketFactory sockets(List<X509Certificate> added) throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, added.isEmpty() ? null : managers(together(added)), null);
        return context.getSocketFactory();
    }

    private static KeyStore together(List<X509Certificate> added) throws GeneralSecurityException, IOException {
        KeyStore together = KeyStore.getInstance("PKCS12");
        together.load(null, null);
        int number = 0;
        for (TrustManager usual : managers(null)) {
            if (usual instanceof X509TrustManager authorities) {
                for (X509Certificate authority : authorities.getAcceptedIssuers()) {
                    together.setCertificateEntry("usual-" + number++, authority);
                }
            }
        }
        for (X509Certificate authority : added) {
            together.setCertificateEntry("added-" + number++, authority);
        }
        return together;
    }

    private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return factory.getTrustManagers();
    }
}
