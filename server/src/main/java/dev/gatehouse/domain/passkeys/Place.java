package dev.gatehouse.domain.passkeys;

import java.util.UUID;

/**
 * Where alone a challenge is good: what is signed elsewhere is worth nothing there.
 *
 * @param text tells it from all others
 */
public record Place(String text) {
    /** A client of the API that nobody knows yet. */
    public static final Place API = new Place("api");

    /** A session of the API. */
    public static Place session(UUID id) {
        return new Place("session " + id);
    }

    /** A browser on our pages, by its key. */
    public static Place browser(String key) {
        return new Place("browser " + key);
    }

    /** A sign-in through the API that waits for its second factor, by the token that it goes on with. */
    public static Place waiting(String token) {
        return new Place("waiting " + token);
    }

    /** A sign-in on our pages in which a passkey is set up. */
    public static Place enrolling(String asking) {
        return new Place("enrolling " + asking);
    }

    /** Where the link of a letter leads, by its secret. */
    public static Place link(String secret) {
        return new Place("link " + secret);
    }

    /** Without what is secret of it. */
    @Override
    public String toString() {
        return "Place";
    }
}
