CREATE TABLE workspace (id TEXT PRIMARY KEY, slug TEXT NOT NULL UNIQUE);

CREATE TABLE feedback (
  workspace_id TEXT NOT NULL REFERENCES workspace(id),
  id TEXT NOT NULL,
  price NUMERIC(10, 2),
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, external_id)
);
CREATE UNIQUE INDEX feedback_ref ON feedback (workspace_id, ref);
CREATE INDEX feedback_state ON feedback (state); -- want "indexes start with workspace_id"

-- want nothing: the words in 'UNIQUE (id)' below are text
CREATE TABLE quote (
  id TEXT PRIMARY KEY, -- want "a key of one column" -- want "the first column"
  workspace_id TEXT NOT NULL,
  feedback_id TEXT REFERENCES feedback(id), -- want "carries workspace_id"
  note TEXT DEFAULT 'UNIQUE (id)',
  UNIQUE (feedback_id, workspace_id), -- want "keys start with workspace_id"
  CONSTRAINT f FOREIGN KEY (feedback_id) REFERENCES feedback (id) -- want "keys start with"
);

-- waiver: claimed across workspaces
CREATE INDEX job_due ON feedback (due);

CREATE TRIGGER t AFTER INSERT ON feedback BEGIN SELECT 1; END; -- want "no triggers"

{{if .Postgres}}
CREATE TABLE word (
  docid {{.DocID}},
  id TEXT NOT NULL, -- want "the first column"
  workspace_id TEXT NOT NULL,
  {{.DocKey}}
);
{{end}}
