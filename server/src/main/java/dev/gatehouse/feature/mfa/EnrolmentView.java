package dev.gatehouse.feature.mfa;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.factors.Enrolment;
import dev.gatehouse.platform.pages.QrCode;
import java.util.UUID;

/**
 * What an authenticator app has to know, for a client to show; it counts once it is confirmed.
 *
 * @param secret for whoever types it, in groups of four
 * @param uri what the QR code says
 * @param qrSvg the QR code as a picture
 */
record EnrolmentView(UUID id, String name, String secret, String uri, String qrSvg) {
    /** @param service what this service is called */
    static EnrolmentView of(Enrolment enrolment, String service, Account account) {
        String uri = enrolment.uri(service, account.label());
        return new EnrolmentView(
                enrolment.id(),
                enrolment.name(),
                enrolment.grouped(),
                uri,
                QrCode.of(uri).svg());
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "EnrolmentView[" + id + "]";
    }
}
