CREATE TABLE feedback (workspace_id TEXT, id TEXT, PRIMARY KEY (workspace_id, id));
CREATE TABLE customer (workspace_id TEXT, id TEXT, PRIMARY KEY (workspace_id, id));
CREATE TABLE setting (id TEXT PRIMARY KEY);
UPDATE feedback SET id = '' WHERE id IS NULL; -- want "names feedback"
-- waiver: every workspace gets the new default
UPDATE feedback SET id = '' WHERE id IS NULL;
