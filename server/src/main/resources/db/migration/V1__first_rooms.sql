-- One SQL for SQLite and PostgreSQL. Times are milliseconds since 1970-01-01 UTC; ids are UUIDv7 in their text form;
-- ${ordered} is text that is compared byte by byte on both (prefix search, keyset pages).

-- domain/accounts: who there is.
CREATE TABLE accounts (
    id             ${ordered} PRIMARY KEY CHECK (length(id) = 36),
    username       TEXT CHECK (length(username) BETWEEN 1 AND 64),
    username_key   ${ordered} UNIQUE,
    email          TEXT CHECK (length(email) BETWEEN 3 AND 254),
    email_key      ${ordered} UNIQUE,
    email_verified BOOLEAN NOT NULL DEFAULT FALSE,
    name           TEXT CHECK (length(name) <= 200),
    picture        TEXT CHECK (length(picture) <= 2048),
    status         TEXT NOT NULL CHECK (status IN ('active', 'disabled')),
    created_at     BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL,
    signed_in_at   BIGINT,
    CHECK (username_key IS NOT NULL OR email_key IS NOT NULL),
    CHECK ((username IS NULL) = (username_key IS NULL)),
    CHECK ((email IS NULL) = (email_key IS NULL))
);

-- domain/credentials: what proves an account. The hash is a PHC or modular crypt string.
CREATE TABLE passwords (
    account_id ${ordered} PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    hash       TEXT NOT NULL CHECK (length(hash) <= 1024),
    changed_at BIGINT NOT NULL
);

-- domain/roles: what a role may do, and who has it.
CREATE TABLE roles (
    name        ${ordered} PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 64),
    description TEXT NOT NULL CHECK (length(description) <= 500),
    created_at  BIGINT NOT NULL
);

CREATE TABLE role_permissions (
    role       ${ordered} NOT NULL REFERENCES roles (name) ON DELETE CASCADE,
    permission ${ordered} NOT NULL CHECK (length(permission) BETWEEN 1 AND 128),
    PRIMARY KEY (role, permission)
);

CREATE TABLE account_roles (
    account_id ${ordered} NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    role       ${ordered} NOT NULL REFERENCES roles (name) ON DELETE CASCADE,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, role)
);
CREATE INDEX account_roles_by_role ON account_roles (role, account_id);

INSERT INTO roles (name, description, created_at) VALUES
    ('guest', 'May read reports.', 1767225600000),
    ('user', 'What everybody has who signs up.', 1767225600000),
    ('moderator', 'Looks after accounts and reports.', 1767225600000),
    ('admin', 'May do everything.', 1767225600000);

INSERT INTO role_permissions (role, permission) VALUES
    ('guest', 'read:reports'),
    ('user', 'read:users'),
    ('user', 'read:reports'),
    ('user', 'write:reports'),
    ('user', 'delete_own'),
    ('moderator', 'read:users'),
    ('moderator', 'write:users'),
    ('moderator', 'read:reports'),
    ('moderator', 'write:reports'),
    ('moderator', 'delete_own'),
    ('admin', 'admin:all');

-- domain/sessions: one sign-in on one device, with an absolute end. renewed_at is when an access token alone was last
-- renewed; renewals by refresh token are seen in refresh_tokens.
CREATE TABLE sessions (
    id          ${ordered} PRIMARY KEY CHECK (length(id) = 36),
    account_id  ${ordered} NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    client_id   TEXT NOT NULL,
    scope       TEXT NOT NULL,
    auth_method TEXT NOT NULL,
    provider    TEXT NOT NULL,
    amr         TEXT NOT NULL,
    acr         TEXT NOT NULL,
    auth_time   BIGINT NOT NULL,
    user_agent  TEXT CHECK (length(user_agent) <= 400),
    address     TEXT CHECK (length(address) <= 64),
    created_at  BIGINT NOT NULL,
    ends_at     BIGINT NOT NULL,
    renewed_at  BIGINT,
    ended_at    BIGINT
);
CREATE INDEX sessions_by_account ON sessions (account_id, id);
CREATE INDEX sessions_by_end ON sessions (ends_at);

-- domain/tokens: a chain of refresh tokens for each session. Rows are never changed: a token is spent when another
-- names it as its parent, and only one can. The successor is the HMAC of its parent under its own seed.
CREATE TABLE refresh_tokens (
    hash        BYTEA PRIMARY KEY CHECK (length(hash) = 32),
    parent_hash BYTEA UNIQUE,
    session_id  ${ordered} NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    seed        BYTEA CHECK (length(seed) = 32),
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL
);
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id, created_at);
CREATE INDEX refresh_tokens_by_expiry ON refresh_tokens (expires_at);

-- domain/tokens: access tokens that stopped before their time; kept until the last of them has expired.
CREATE TABLE revocations (
    kind       TEXT NOT NULL CHECK (kind IN ('session', 'token', 'account')),
    subject    ${ordered} NOT NULL,
    revoked_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (kind, subject)
);
CREATE INDEX revocations_by_expiry ON revocations (expires_at);

-- domain/keys: what tokens are signed with. jwk is the private JWK, or its JWE where a master key is set.
CREATE TABLE signing_keys (
    kid        ${ordered} PRIMARY KEY,
    algorithm  TEXT NOT NULL,
    jwk        TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    active_at  BIGINT NOT NULL,
    retired_at BIGINT
);
CREATE UNIQUE INDEX signing_keys_current ON signing_keys (algorithm) WHERE retired_at IS NULL;

-- domain/limits: attempts in the window that the first of them opened.
CREATE TABLE attempts (
    key     BYTEA PRIMARY KEY CHECK (length(key) = 32),
    used    INTEGER NOT NULL,
    ends_at BIGINT NOT NULL
);
CREATE INDEX attempts_by_end ON attempts (ends_at);

-- domain/links: one-time links, by the hash of what they carry. Used once, they are gone.
CREATE TABLE one_time_links (
    hash       BYTEA PRIMARY KEY CHECK (length(hash) = 32),
    purpose    TEXT NOT NULL,
    account_id ${ordered} REFERENCES accounts (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX one_time_links_by_expiry ON one_time_links (expires_at);

-- domain/audit: append-only. detail is a JSON object that nothing queries.
CREATE TABLE audit_events (
    id         ${ordered} PRIMARY KEY CHECK (length(id) = 36),
    at         BIGINT NOT NULL,
    action     TEXT NOT NULL,
    outcome    TEXT NOT NULL CHECK (outcome IN ('success', 'failure', 'denied')),
    actor      TEXT,
    subject    TEXT,
    session_id TEXT,
    address    TEXT,
    request_id TEXT,
    detail     TEXT NOT NULL
);
CREATE INDEX audit_events_by_subject ON audit_events (subject, id);
