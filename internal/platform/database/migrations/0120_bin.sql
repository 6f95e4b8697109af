-- +goose Up
-- What is in the bin is found by when it was put there.
CREATE INDEX feedback_bin ON feedback (workspace_id, deleted_at) WHERE deleted_at IS NOT NULL;
