-- +goose Up
-- People whom the rules of several flags name by one key.
CREATE TABLE segment (
    workspace_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    key TEXT NOT NULL,
    description TEXT NOT NULL,
    definition TEXT NOT NULL, -- JSON: a condition, and lists of targeting keys
    deleted_at BIGINT,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX segment_key ON segment (workspace_id, key) WHERE deleted_at IS NULL;

-- Every version that a segment ever had, whole.
CREATE TABLE segment_version (
    workspace_id TEXT NOT NULL,
    segment_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor_id TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    action TEXT NOT NULL,
    description TEXT NOT NULL,
    definition TEXT NOT NULL,
    PRIMARY KEY (workspace_id, segment_id, version)
);
