package dev.gatehouse.mocks;

/** One way in which a mock provider can misbehave; without any it is honest. */
public enum Mode {
    WRONG_ISSUER(Kind.ID_TOKEN, "The ID token is from another issuer."),
    WRONG_AUDIENCE(Kind.ID_TOKEN, "The ID token is for another client."),
    EXTRA_AUDIENCE(Kind.ID_TOKEN, "The ID token is for this client and another one, which got it first."),
    UNSIGNED(Kind.ID_TOKEN, "The ID token says alg: none and has no signature."),
    WRONG_SIGNATURE(Kind.ID_TOKEN, "One bit of the ID token's signature is wrong."),
    HS256_WITH_PUBLIC_KEY(Kind.ID_TOKEN, "The ID token is signed by HS256 with the public key as the secret."),
    UNKNOWN_KEY(Kind.ID_TOKEN, "The ID token is signed by a key that is not published."),
    EMBEDDED_JWK(Kind.ID_TOKEN, "The ID token brings the key that it is signed by in its own header."),
    WRONG_NONCE(Kind.ID_TOKEN, "The ID token has the nonce of another sign-in."),
    NO_NONCE(Kind.ID_TOKEN, "The ID token has no nonce."),
    EXPIRED(Kind.ID_TOKEN, "The ID token ended an hour ago."),
    FROM_THE_FUTURE(Kind.ID_TOKEN, "The ID token begins in an hour."),
    WRONG_AT_HASH(Kind.ID_TOKEN, "The ID token's at_hash is that of another access token."),
    NO_ID_TOKEN(Kind.ID_TOKEN, "The token endpoint's answer has no ID token."),
    NO_AUTH_TIME(Kind.FRESHNESS, "The ID token does not say when the person last signed in."),
    OLD_AUTH_TIME(Kind.FRESHNESS, "The person signed in an hour ago, whatever was asked for."),
    FUTURE_AUTH_TIME(Kind.FRESHNESS, "The person will have signed in in an hour."),
    TEXT_AUTH_TIME(Kind.FRESHNESS, "The time of the last sign-in is a text."),
    NO_SUBJECT(Kind.EVERYWHERE, "Nothing says who the person is: no subject, no id."),
    OTHER_USERINFO_SUBJECT(Kind.ID_TOKEN, "The ID token has no address; the profile has one, and is somebody else's."),
    REPLAYED_CODE(Kind.ID_TOKEN, "The code of the last sign-in comes back at the next one, and is good again."),
    MIXED_UP_STATE(Kind.EVERYWHERE, "The answer comes back with a state of its own."),
    MIXED_UP_ISSUER(Kind.EVERYWHERE, "The answer says in iss that another provider gave it (RFC 9207)."),
    UNVERIFIED_EMAIL(Kind.EMAIL, "No address is verified."),
    HOSTILE_TEXTS(
            Kind.TEXTS, "Names hold scripts and control characters, the picture is a script, texts are 100 KB long."),
    WRONG_DISCOVERY_ISSUER(Kind.DISCOVERED, "The discovery document is that of another issuer."),
    STOLEN_TOKEN_ENDPOINT(Kind.DISCOVERED, "The discovery document names endpoints at a private address."),
    SLOW(Kind.EVERYWHERE, "Answers wait until this is taken off, for a minute at most."),
    DOWN(Kind.EVERYWHERE, "Every answer is 503."),
    ERROR_500(Kind.EVERYWHERE, "Every answer is 500, with a page."),
    GIGANTIC(Kind.EVERYWHERE, "Every answer is 8 MiB long."),
    REDIRECT_INWARD(Kind.EVERYWHERE, "Every answer leads on to a private address, where a good one waits."),
    NOT_JSON(Kind.EVERYWHERE, "Every answer says that it is JSON, and is not."),
    KEY_ROTATION(Kind.HARMLESS, "A new key signs from now on; the old one stays published.");

    /** Whom a mode concerns, and what is to be expected of it. */
    public enum Kind {
        /** Only OpenID Connect: the sign-in must fail. */
        ID_TOKEN,
        /** Only OpenID Connect: the sign-in must work, and be as old as anybody knows. */
        FRESHNESS,
        /** Only where endpoints are discovered: the sign-in must fail. */
        DISCOVERED,
        /** Every provider: the sign-in must fail. */
        EVERYWHERE,
        /** Every provider: the address must not count. */
        EMAIL,
        /** Every provider: nobody may be hurt; whether the sign-in fails is open. */
        TEXTS,
        /** The sign-in must work. */
        HARMLESS
    }

    private final Kind kind;
    private final String sentence;

    Mode(Kind kind, String sentence) {
        this.kind = kind;
        this.sentence = sentence;
    }

    public Kind kind() {
        return kind;
    }

    /** What it does, for people. */
    public String sentence() {
        return sentence;
    }

    /** Whether it means anything for such providers. */
    public boolean concerns(Flavour flavour) {
        return switch (kind) {
            case ID_TOKEN -> flavour.returnsNonce() && (this != OTHER_USERINFO_SUBJECT || flavour.hasUserinfo());
            case FRESHNESS -> flavour.returnsNonce();
            case DISCOVERED -> flavour.discovered();
            case HARMLESS -> flavour.openIdConnect();
            case EVERYWHERE, EMAIL, TEXTS -> true;
        };
    }
}
