-- Accounts that are safe: mail, recovery, second factors, passkeys, devices, attempts, a trail that shows tampering.

-- domain/accounts: the language in which somebody reads, as a BCP 47 tag; and whether somebody else gave the account its
-- present address, who knew whom: then no stranger has made the account with it. email_clicked says that the address was
-- verified by a letter's link alone: whoever reads its mail may not be who chose the password.
ALTER TABLE accounts ADD COLUMN language TEXT CHECK (length(language) <= 35);
ALTER TABLE accounts ADD COLUMN email_given BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE accounts ADD COLUMN email_clicked BOOLEAN NOT NULL DEFAULT FALSE;

-- domain/links: what a link carries beside its secret, sealed.
ALTER TABLE one_time_links ADD COLUMN payload TEXT CHECK (length(payload) <= 8192);
CREATE INDEX one_time_links_by_account ON one_time_links (account_id, purpose);

-- domain/outbox: what is to be done after a request: letters, webhooks. payload is sealed. due_at is when it is to be tried
-- next; whoever takes a piece moves it on first, so that nobody else takes it, and somebody else does where that node ends.
CREATE TABLE outbox (
    id         ${ordered} PRIMARY KEY CHECK (length(id) = 36),
    kind       TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 64),
    payload    TEXT NOT NULL CHECK (length(payload) <= 65536),
    attempts   INTEGER NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    due_at     BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX outbox_by_due ON outbox (due_at);
CREATE INDEX outbox_by_expiry ON outbox (expires_at);

-- domain/factors: authenticator apps (RFC 6238). secret is sealed; last_step is the newest time step whose code was taken.
-- One that is not confirmed yet asks nobody for codes; begun_by tells the session or sign-in that alone may confirm it.
CREATE TABLE authenticators (
    id           ${ordered} PRIMARY KEY CHECK (length(id) = 36),
    account_id   ${ordered} NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    begun_by     BYTEA CHECK (length(begun_by) = 32),
    name         TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
    secret       TEXT NOT NULL CHECK (length(secret) <= 1024),
    last_step    BIGINT NOT NULL DEFAULT 0,
    created_at   BIGINT NOT NULL,
    confirmed_at BIGINT,
    used_at      BIGINT
);
CREATE INDEX authenticators_by_account ON authenticators (account_id);

-- domain/factors: codes for when nothing else is at hand. Used once, they are gone.
CREATE TABLE recovery_codes (
    hash       BYTEA PRIMARY KEY CHECK (length(hash) = 32),
    account_id ${ordered} NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL
);
CREATE INDEX recovery_codes_by_account ON recovery_codes (account_id);

-- domain/factors: what else an account asks for after the first proof.
CREATE TABLE factor_choices (
    account_id ${ordered} PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    passkeys   BOOLEAN NOT NULL DEFAULT FALSE,
    email      BOOLEAN NOT NULL DEFAULT FALSE
);

-- domain/factors: browsers that are not asked for a second factor again for a while, by the hash of their cookie's secret.
CREATE TABLE remembered_devices (
    hash       BYTEA PRIMARY KEY CHECK (length(hash) = 32),
    account_id ${ordered} NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    user_agent TEXT CHECK (length(user_agent) <= 400),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX remembered_devices_by_account ON remembered_devices (account_id);
CREATE INDEX remembered_devices_by_expiry ON remembered_devices (expires_at);

-- domain/codes: short codes that were mailed. hash is keyed, so that the table alone does not tell a code of six digits;
-- bound is what the code was asked by. A few wrong tries and it is gone.
CREATE TABLE mailed_codes (
    id         ${ordered} PRIMARY KEY CHECK (length(id) = 36),
    purpose    TEXT NOT NULL,
    account_id ${ordered} NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    hash       BYTEA NOT NULL CHECK (length(hash) = 32),
    bound      BYTEA NOT NULL CHECK (length(bound) = 32),
    tries      INTEGER NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    UNIQUE (account_id, purpose, bound)
);
CREATE INDEX mailed_codes_by_expiry ON mailed_codes (expires_at);

-- domain/passkeys: public keys that WebAuthn credentials sign with (Web Authentication Level 3, section 4).
CREATE TABLE passkeys (
    id              ${ordered} PRIMARY KEY CHECK (length(id) = 36),
    account_id      ${ordered} NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    credential_id   BYTEA NOT NULL UNIQUE CHECK (length(credential_id) BETWEEN 1 AND 1023),
    public_key      BYTEA NOT NULL CHECK (length(public_key) <= 4096),
    sign_count      BIGINT NOT NULL,
    aaguid          TEXT NOT NULL CHECK (length(aaguid) = 36),
    transports      TEXT NOT NULL CHECK (length(transports) <= 200),
    attestation     TEXT NOT NULL CHECK (length(attestation) <= 64),
    discoverable    BOOLEAN,
    user_verified   BOOLEAN NOT NULL,
    backup_eligible BOOLEAN NOT NULL,
    backed_up       BOOLEAN NOT NULL,
    name            TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
    created_at      BIGINT NOT NULL,
    used_at         BIGINT
);
CREATE INDEX passkeys_by_account ON passkeys (account_id, id);

-- domain/devices: browsers and programs that an account has been used from, so that a new one can be told of. hash is of
-- what tells them apart.
CREATE TABLE known_devices (
    account_id ${ordered} NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    hash       BYTEA NOT NULL CHECK (length(hash) = 32),
    first_at   BIGINT NOT NULL,
    last_at    BIGINT NOT NULL,
    PRIMARY KEY (account_id, hash)
);
CREATE INDEX known_devices_by_last ON known_devices (last_at);

-- domain/sessions: those of an account that have not ended, however many have.
CREATE INDEX sessions_open ON sessions (account_id, id) WHERE ended_at IS NULL;

-- domain/limits: wrong proofs in a row for one account or name, from anywhere, and until when no more are taken; and places
-- where an account was signed in to, which alone have account_id.
CREATE TABLE backoffs (
    key        BYTEA PRIMARY KEY CHECK (length(key) = 32),
    account_id ${ordered} REFERENCES accounts (id) ON DELETE CASCADE,
    failures   INTEGER NOT NULL,
    waits_till BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX backoffs_by_expiry ON backoffs (expires_at);
CREATE INDEX backoffs_by_account ON backoffs (account_id) WHERE account_id IS NOT NULL;

-- domain/audit: what the client called itself. Looked for by whom it was done to, and by who did it.
ALTER TABLE audit_events ADD COLUMN user_agent TEXT CHECK (length(user_agent) <= 400);
CREATE INDEX audit_events_by_actor ON audit_events (actor, id);

-- domain/audit: the chain over the trail. Each link is the hash of its event and of the link before. seq has no gaps. A head
-- is the newest link at some time, signed by the key whose public half stands in jwk (absent for a shared secret). What
-- stands up to a head with pruned_at has been given up: the chain is verified from there. The seal is over all of the row:
-- nobody makes or changes one who does not have the sealing keys.
CREATE TABLE audit_chain (
    seq      BIGINT PRIMARY KEY,
    event_id ${ordered} NOT NULL UNIQUE,
    hash     BYTEA NOT NULL CHECK (length(hash) = 32)
);
CREATE TABLE audit_heads (
    seq       BIGINT PRIMARY KEY,
    at        BIGINT NOT NULL,
    jws       TEXT NOT NULL CHECK (length(jws) <= 4096),
    jwk       TEXT CHECK (length(jwk) <= 4096),
    pruned_at BIGINT,
    seal      TEXT NOT NULL CHECK (length(seal) = 48)
);
