-- +goose Up
-- What was removed and can be brought back. The records stay in their own tables.
{{if .Postgres}}SELECT set_config('throughline.workspace', '*', true);
{{end}}CREATE TABLE bin (
    workspace_id TEXT NOT NULL,
    record_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    removed_at BIGINT NOT NULL,
    removed_by TEXT NOT NULL,
    removed_by_name TEXT NOT NULL,
    cut TEXT NOT NULL, -- JSON: what it was joined with
    PRIMARY KEY (workspace_id, record_id)
);
CREATE INDEX bin_removed ON bin (workspace_id, removed_at, record_id);

-- Who removed what is there already is not known, nor what it was joined with.
-- waiver: a migration is for every workspace
INSERT INTO bin (workspace_id, record_id, kind, title, removed_at, removed_by, removed_by_name, cut)
    SELECT workspace_id, id, 'feedback', substr(text, 1, 200), deleted_at, '', '', 'null'
    FROM feedback WHERE deleted_at IS NOT NULL;
-- waiver: a migration is for every workspace
INSERT INTO bin (workspace_id, record_id, kind, title, removed_at, removed_by, removed_by_name, cut)
    SELECT workspace_id, id, 'opportunity', substr(title, 1, 200), deleted_at, '', '', 'null'
    FROM opportunity WHERE deleted_at IS NOT NULL;
-- waiver: a migration is for every workspace
INSERT INTO bin (workspace_id, record_id, kind, title, removed_at, removed_by, removed_by_name, cut)
    SELECT workspace_id, id, 'item', substr(title, 1, 200), deleted_at, '', '', 'null'
    FROM item WHERE deleted_at IS NOT NULL;
-- waiver: a migration is for every workspace
INSERT INTO bin (workspace_id, record_id, kind, title, removed_at, removed_by, removed_by_name, cut)
    SELECT workspace_id, id, 'criterion', substr(text, 1, 200), deleted_at, '', '', 'null'
    FROM criterion WHERE deleted_at IS NOT NULL;
-- waiver: a migration is for every workspace
INSERT INTO bin (workspace_id, record_id, kind, title, removed_at, removed_by, removed_by_name, cut)
    SELECT workspace_id, id, 'release', substr(name, 1, 200), deleted_at, '', '', 'null'
    FROM release WHERE deleted_at IS NOT NULL;
-- waiver: a migration is for every workspace
INSERT INTO bin (workspace_id, record_id, kind, title, removed_at, removed_by, removed_by_name, cut)
    SELECT workspace_id, id, 'plan', substr(name, 1, 200), deleted_at, '', '', 'null'
    FROM plan WHERE deleted_at IS NOT NULL;
-- waiver: a migration is for every workspace
INSERT INTO bin (workspace_id, record_id, kind, title, removed_at, removed_by, removed_by_name, cut)
    SELECT workspace_id, id, 'team', substr(name, 1, 200), deleted_at, '', '', 'null'
    FROM team WHERE deleted_at IS NOT NULL;
-- waiver: a migration is for every workspace
INSERT INTO bin (workspace_id, record_id, kind, title, removed_at, removed_by, removed_by_name, cut)
    SELECT workspace_id, id, 'environment', substr(name, 1, 200), deleted_at, '', '', 'null'
    FROM environment WHERE deleted_at IS NOT NULL;
-- waiver: a migration is for every workspace
INSERT INTO bin (workspace_id, record_id, kind, title, removed_at, removed_by, removed_by_name, cut)
    SELECT workspace_id, id, 'flag', substr(key, 1, 200), deleted_at, '', '', 'null'
    FROM flag WHERE deleted_at IS NOT NULL;
-- The bin has its own order.
-- waiver: an index, no data
DROP INDEX feedback_bin;
