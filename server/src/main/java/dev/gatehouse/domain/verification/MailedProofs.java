package dev.gatehouse.domain.verification;

import dev.gatehouse.domain.codes.Codes;
import dev.gatehouse.domain.links.OneTimeLinks;
import dev.gatehouse.domain.links.OneTimeLinks.Purpose;
import dev.gatehouse.platform.sql.Transaction;
import java.util.List;
import java.util.UUID;

/** What was mailed to the address of an account and leads into it: void once the address is another. */
public final class MailedProofs {
    /** All but the links by which an address before takes a change back: later changes do not take its word away. */
    private static final List<Purpose> VOID =
            List.of(Purpose.VERIFY_EMAIL, Purpose.CHANGE_EMAIL, Purpose.RECOVER, Purpose.MAGIC_LINK);

    private final OneTimeLinks links;
    private final Codes codes;

    public MailedProofs(OneTimeLinks links, Codes codes) {
        this.links = links;
        this.codes = codes;
    }

    /** Lets links and codes of an account stop working, and a change of its address that waits. */
    void withdraw(Transaction transaction, UUID account) {
        VOID.forEach(purpose -> links.withdraw(transaction, purpose, account));
        codes.withdraw(transaction, account);
    }
}
