-- Signing in on pages and through other providers.

-- domain/keys: what this server seals for itself (flows, provider tokens). sealed is the key, or its JWE where a master
-- key is set. The newest seals, all open.
CREATE TABLE sealing_keys (
    id         ${ordered} PRIMARY KEY,
    sealed     TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- domain/sessions: a session at a client may stand under that of the browser where the person signed in.
ALTER TABLE sessions ADD COLUMN parent_id ${ordered};
CREATE INDEX sessions_by_parent ON sessions (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX sessions_by_provider ON sessions (provider) WHERE provider <> 'local';

-- domain/sessions: what makes a session a browser's own, by the hash of the secret in its cookie.
CREATE TABLE browser_sessions (
    session_id  ${ordered} PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
    secret_hash BYTEA NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    used_at     BIGINT NOT NULL
);

-- domain/marks: what worked once and must not again, until it would have expired anyway.
CREATE TABLE marks (
    hash       BYTEA PRIMARY KEY CHECK (length(hash) = 32),
    expires_at BIGINT NOT NULL
);
CREATE INDEX marks_by_expiry ON marks (expires_at);

-- domain/handover: one-time codes with which a front end fetches the tokens of a sign-in on our pages.
CREATE TABLE exchange_codes (
    hash           BYTEA PRIMARY KEY CHECK (length(hash) = 32),
    session_id     ${ordered} NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    return_to      TEXT NOT NULL,
    code_challenge TEXT,
    created_at     BIGINT NOT NULL,
    expires_at     BIGINT NOT NULL
);
CREATE INDEX exchange_codes_by_session ON exchange_codes (session_id);
CREATE INDEX exchange_codes_by_expiry ON exchange_codes (expires_at);

-- domain/providers: those added at the command line; others stand in settings. definition is a JSON object that nothing
-- queries, secret the sealed client secret or key.
CREATE TABLE providers (
    name       ${ordered} PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 32),
    definition TEXT NOT NULL CHECK (length(definition) <= 16384),
    secret     TEXT CHECK (length(secret) <= 16384),
    enabled    BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- domain/identities: whom a provider knows an account as. roles are those that a rule of the provider gave, and would
-- take away again.
CREATE TABLE identities (
    id             ${ordered} PRIMARY KEY CHECK (length(id) = 36),
    account_id     ${ordered} NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    provider       ${ordered} NOT NULL CHECK (length(provider) BETWEEN 1 AND 32),
    issuer         ${ordered} NOT NULL CHECK (length(issuer) BETWEEN 1 AND 512),
    subject        ${ordered} NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
    email          TEXT CHECK (length(email) <= 320),
    email_verified BOOLEAN NOT NULL,
    label          TEXT CHECK (length(label) <= 200),
    roles          TEXT NOT NULL,
    linked_at      BIGINT NOT NULL,
    used_at        BIGINT,
    UNIQUE (issuer, subject),
    UNIQUE (account_id, provider)
);
CREATE INDEX identities_by_provider ON identities (provider, id);

-- domain/identities: the provider's own tokens, sealed, where its settings ask to keep them. version changes with each
-- refresh, so that of several at once one wins.
CREATE TABLE provider_tokens (
    identity_id ${ordered} PRIMARY KEY REFERENCES identities (id) ON DELETE CASCADE,
    sealed      TEXT NOT NULL CHECK (length(sealed) <= 65536),
    version     BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL
);

-- domain/identities: an identity that was proven and waits for the account's owner to confirm it. sealed is the identity.
-- Bound to the session that asked for it, or to the browser that came back with it. Used once, it is gone.
CREATE TABLE pending_links (
    hash       BYTEA PRIMARY KEY CHECK (length(hash) = 32),
    account_id ${ordered} NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    session_id ${ordered},
    browser    BYTEA CHECK (length(browser) = 32),
    provider   ${ordered} NOT NULL,
    sealed     TEXT NOT NULL CHECK (length(sealed) <= 65536),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    CHECK ((session_id IS NULL) <> (browser IS NULL))
);
CREATE INDEX pending_links_by_account ON pending_links (account_id);
CREATE INDEX pending_links_by_expiry ON pending_links (expires_at);

-- domain/tokens: the longest life that any access token may have which is still about, whatever the settings say now.
-- until is when the last of those has expired that were issued under longer settings; NULL while settings say so still.
CREATE TABLE token_horizon (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    longest BIGINT NOT NULL,
    until   BIGINT
);
