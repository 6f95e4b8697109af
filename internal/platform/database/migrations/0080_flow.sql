-- +goose Up
-- The line is read by kind where its coverage is measured.
CREATE INDEX link_kind ON link (workspace_id, kind, to_id, from_id);
CREATE INDEX feedback_status ON feedback (workspace_id, status, said_at, id);
