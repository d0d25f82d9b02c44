package dev.gatehouse.mocks;

/** What a server asks of a provider by itself, without the person's browser. */
public enum Endpoint {
    /** {@code /.well-known/openid-configuration}. */
    DISCOVERY,
    /** The JWK set. */
    KEYS,
    TOKEN,
    /** The profile of whoever a token is for. */
    USERINFO,
    /** GitHub's list of addresses. */
    EMAILS
}
