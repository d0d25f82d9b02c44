package dev.gatehouse.domain.mail;

import dev.gatehouse.domain.outbox.Hopeless;
import dev.gatehouse.domain.outbox.Outbox;
import dev.gatehouse.platform.mail.MailAddress;
import dev.gatehouse.platform.mail.Message;
import dev.gatehouse.platform.mail.Post;
import dev.gatehouse.platform.mail.PostFailure;
import dev.gatehouse.platform.metrics.Counters;
import dev.gatehouse.platform.metrics.Metrics;
import dev.gatehouse.platform.pages.Stationery;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Posts letters: into the outbox with what they tell of, so that neither is kept without the other; and from there on. */
public final class Letters {
    /** The outbox's name for letters. */
    private static final String KIND = "letter";

    /**
     * What letters are made and sent with.
     *
     * @param publicUrl what all links in letters begin with, without a slash at its end
     * @param providerNames what people call a provider, by its name in settings
     * @param post null where no mail server is known
     */
    public record Needs(
            Outbox outbox,
            Stationery stationery,
            String publicUrl,
            UnaryOperator<String> providerNames,
            @Nullable Post post,
            InstantSource clock,
            Metrics metrics) {}

    private final Needs needs;
    private final LetterWriter writer;
    private final AtomicReference<@Nullable Post> post;
    private final Counters counted;

    public Letters(Needs needs) {
        this.needs = needs;
        this.writer = new LetterWriter(needs.stationery, needs.publicUrl, needs.providerNames);
        this.post = new AtomicReference<>(needs.post);
        this.counted = needs.metrics.counters(
                "gatehouse_mail_total",
                "Letters, by what they are about and what came of an attempt to send them.",
                "kind",
                "outcome");
        needs.outbox.handle(KIND, Letter.class, this::send);
    }

    /** Whether letters can leave: a mail server is known, or somebody collects them. */
    public boolean available() {
        return post.get() != null;
    }

    /** Where letters go for which no mail server is known. */
    public void collectWith(Post collector) {
        post.compareAndSet(null, collector);
    }

    /** Posts a letter; it leaves after the transaction. */
    public void post(Transaction transaction, Letter letter) {
        post(transaction, letter, letter.kind().life());
    }

    /**
     * Posts a letter whose link or code works for so long, and which nobody could use later: it is not tried any longer.
     */
    public void post(Transaction transaction, Letter letter, Duration works) {
        if (letter.link() != null && !letter.link().startsWith(needs.publicUrl + "/")) {
            throw new IllegalArgumentException("a letter leads to this server only");
        }
        Duration life = letter.kind().life();
        needs.outbox.put(transaction, KIND, letter, works.compareTo(life) < 0 ? works : life);
    }

    private void send(UUID id, Letter letter) {
        String kind = letter.kind().label();
        Post now = post.get();
        if (now == null) {
            counted.of(kind, "no_server").increment();
            throw new Hopeless("mail.smtp.host is not set, so no letter can be sent");
        }
        try {
            now.send(message(id, letter));
            counted.of(kind, "sent").increment();
        } catch (PostFailure failure) {
            counted.of(kind, failure.lasting() ? "refused" : "failed").increment();
            throw failure.lasting() ? new Hopeless("the mail server refused it: " + failure.getMessage()) : failure;
        }
    }

    private Message message(UUID id, Letter letter) {
        MailAddress to;
        try {
            to = new MailAddress(null, letter.to());
        } catch (IllegalArgumentException unfit) {
            throw new Hopeless("there can be no such address");
        }
        LetterWriter.Written written = writer.write(letter);
        Locale language = written.language();
        return new Message(id, needs.clock.instant(), to, language, written.subject(), written.text(), written.html());
    }
}
