-- +goose Up
-- Installation-wide records: who can sign in, and the workspaces.
CREATE TABLE workspace (
    id TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    name TEXT NOT NULL,
    slug TEXT NOT NULL UNIQUE,
    settings TEXT NOT NULL
);

CREATE TABLE users (
    id TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    disabled_at BIGINT
);

-- One row, made by the first set-up: its primary key lets exactly one of several racing
-- set-ups through.
CREATE TABLE installation (
    id BIGINT PRIMARY KEY,
    owner_id TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE session (
    hash TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    workspace_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX session_of_user ON session (user_id);

CREATE TABLE membership (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    roles TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, user_id)
);
CREATE INDEX membership_user ON membership (user_id);

CREATE TABLE invitation (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    email TEXT NOT NULL,
    roles TEXT NOT NULL,
    hash TEXT NOT NULL,
    invited_by TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    accepted_at BIGINT,
    deleted_at BIGINT,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX invitation_hash ON invitation (hash);

CREATE TABLE api_token (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    prefix TEXT NOT NULL,
    hash TEXT NOT NULL,
    scopes TEXT NOT NULL,
    expires_at BIGINT,
    used_at BIGINT,
    deleted_at BIGINT,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX api_token_hash ON api_token (hash);

-- The numbers people see: FB-12.
CREATE TABLE counter (
    workspace_id TEXT NOT NULL,
    name TEXT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, name)
);

-- Who did what; each row carries the hash of the one before it.
CREATE TABLE audit_entry (
    workspace_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    action TEXT NOT NULL,
    record_id TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (workspace_id, seq)
);
CREATE INDEX audit_entry_record ON audit_entry (workspace_id, record_id, seq);

-- Answers that were given to a POST, so that repeating it does not do it again.
CREATE TABLE idempotency (
    workspace_id TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    answer TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, actor_id, key)
);
CREATE INDEX idempotency_age ON idempotency (workspace_id, created_at);

-- The line: a step between two records.
CREATE TABLE link (
    workspace_id TEXT NOT NULL,
    from_id TEXT NOT NULL,
    to_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    from_kind TEXT NOT NULL,
    to_kind TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    PRIMARY KEY (workspace_id, from_id, to_id, kind)
);
CREATE INDEX link_to ON link (workspace_id, to_id, from_kind);
CREATE INDEX link_from ON link (workspace_id, from_id, to_kind);

-- Work that happens after the answer. Claimed across workspaces, in turn: job_due begins with
-- the state and the workspace, so that the next workspace with work is one step in the index.
CREATE TABLE job (
    workspace_id TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    unique_key TEXT NOT NULL,
    attempt BIGINT NOT NULL,
    run_at BIGINT NOT NULL,
    lease_until BIGINT,
    worker TEXT NOT NULL,
    cancelled BOOLEAN NOT NULL,
    again BOOLEAN NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    error TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX job_due ON job (state, workspace_id, run_at, id);
CREATE INDEX job_recent ON job (workspace_id, created_at, id);
CREATE UNIQUE INDEX job_unique ON job (workspace_id, kind, unique_key)
    WHERE unique_key <> '' AND state IN ('waiting', 'running');
