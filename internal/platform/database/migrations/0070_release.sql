-- +goose Up
CREATE TABLE release (
    workspace_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    number BIGINT NOT NULL,
    name TEXT NOT NULL,
    notes TEXT NOT NULL,
    state TEXT NOT NULL,
    released_at BIGINT,
    asked BIGINT NOT NULL,  -- kept, as are the counts below: one message a customer who asked
    told BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    deleted_at BIGINT,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX release_number ON release (workspace_id, number);
CREATE INDEX release_recent ON release (workspace_id, created_at, id);

-- An item is given to customers once.
CREATE TABLE release_item (
    workspace_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    release_id TEXT NOT NULL,
    PRIMARY KEY (workspace_id, item_id)
);
CREATE INDEX release_item_release ON release_item (workspace_id, release_id, item_id);

-- What a customer who asked is told.
CREATE TABLE message (
    workspace_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    release_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    address TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    feedback_ids TEXT NOT NULL,
    item_ids TEXT NOT NULL,
    sent_at BIGINT,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX message_customer ON message (workspace_id, release_id, customer_id);
CREATE INDEX message_state ON message (workspace_id, release_id, state, id);
CREATE INDEX message_open ON message (workspace_id, state, id);
