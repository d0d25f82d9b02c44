package dev.gatehouse.platform.mail;

/** Takes letters away. */
@FunctionalInterface
public interface Post {
    /**
     * Hands a letter over; when this returns, somebody else has it.
     *
     * @throws PostFailure where nobody took it
     */
    void send(Message message);
}
