-- +goose Up
-- Where a client runs: production, staging. Flags are on or off in each.
CREATE TABLE environment (
    workspace_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    deleted_at BIGINT,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX environment_key ON environment (workspace_id, key) WHERE deleted_at IS NULL;

-- What lets a client ask for its environment's flags.
CREATE TABLE client_key (
    workspace_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    environment_id TEXT NOT NULL,
    name TEXT NOT NULL,
    prefix TEXT NOT NULL, -- tells keys apart; the rest of the secret is kept as a hash only
    hash TEXT NOT NULL,
    deleted_at BIGINT,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX client_key_environment ON client_key (workspace_id, environment_id, id);

CREATE TABLE flag (
    workspace_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    key TEXT NOT NULL,
    description TEXT NOT NULL,
    definition TEXT NOT NULL, -- JSON: flagd's flag object
    enabled_in TEXT NOT NULL, -- JSON: identifiers of environments
    deleted_at BIGINT,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX flag_key ON flag (workspace_id, key) WHERE deleted_at IS NULL;

-- Every version that a flag ever had, whole.
CREATE TABLE flag_version (
    workspace_id TEXT NOT NULL,
    flag_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor_id TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    action TEXT NOT NULL,
    description TEXT NOT NULL,
    definition TEXT NOT NULL,
    enabled_in TEXT NOT NULL,
    PRIMARY KEY (workspace_id, flag_id, version)
);
