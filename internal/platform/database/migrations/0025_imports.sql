-- +goose Up
CREATE TABLE import (
    workspace_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    filename TEXT NOT NULL,
    file_key TEXT NOT NULL, -- of the stored file
    size BIGINT NOT NULL,
    state TEXT NOT NULL,
    format TEXT NOT NULL,
    columns TEXT NOT NULL,
    mapping TEXT NOT NULL,
    source TEXT NOT NULL,
    source_kind TEXT NOT NULL,
    day_first BOOLEAN NOT NULL,
    rows_total BIGINT NOT NULL,
    rows_done BIGINT NOT NULL,
    added BIGINT NOT NULL,
    known BIGINT NOT NULL,
    duplicates BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    error TEXT NOT NULL,
    created_by TEXT NOT NULL,
    finished_at BIGINT,
    undone_at BIGINT,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX import_recent ON import (workspace_id, created_at, id);

-- Rows that could not be imported, and why; at most a thousand for one import.
CREATE TABLE import_error (
    workspace_id TEXT NOT NULL,
    import_id TEXT NOT NULL,
    row_number BIGINT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (workspace_id, import_id, row_number)
);
