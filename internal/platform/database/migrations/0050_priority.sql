-- +goose Up
CREATE TABLE framework (
    workspace_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    formula TEXT NOT NULL, -- '' is a weighted mean of the fields
    fields TEXT NOT NULL,
    builtin BOOLEAN NOT NULL,
    active BOOLEAN NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, key)
);

CREATE TABLE score (
    workspace_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    item_id TEXT NOT NULL,
    framework_id TEXT NOT NULL,
    inputs TEXT NOT NULL,  -- field key -> estimate, by whom, when
    scorers TEXT NOT NULL, -- everybody who ever gave it a value
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, item_id, framework_id)
);
CREATE INDEX score_framework ON score (workspace_id, framework_id, item_id);
