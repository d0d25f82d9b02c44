package dev.gatehouse.feature.inbox;

import dev.gatehouse.platform.mail.Message;
import dev.gatehouse.platform.mail.Post;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Keeps the newest letters in memory, where a mail server would have passed them on. */
public final class Inbox implements Post {
    private static final int MOST = 200;

    private final Deque<Message> letters = new ArrayDeque<>();

    @Override
    public synchronized void send(Message message) {
        letters.removeIf(earlier -> earlier.id().equals(message.id()));
        letters.addFirst(message);
        if (letters.size() > MOST) {
            letters.removeLast();
        }
    }

    /** The newest first. */
    synchronized List<Message> letters() {
        return List.copyOf(letters);
    }

    Optional<Message> find(String id) {
        return letters().stream()
                .filter(letter -> letter.id().toString().equals(id))
                .findFirst();
    }
}
