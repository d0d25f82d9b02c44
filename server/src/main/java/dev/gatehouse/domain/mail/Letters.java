package dev.gatehouse.domain.mail;

import dev.gatehouse.domain.outbox.Outbox;
import dev.gatehouse.platform.sql.Sql;

/** Posts letters: into the outbox with what they tell of, so that neither is kept without the other. */
public final class Letters {
    /** The outbox's name for letters. */
    static final String KIND = "letter";

    private final Outbox outbox;

    public Letters(Outbox outbox) {
        this.outbox = outbox;
    }

    /** Posts a letter; it leaves after the transaction. */
    public void post(Sql sql, Letter letter) {
        outbox.put(sql, KIND, letter);
    }
}
