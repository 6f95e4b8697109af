-- +goose Up
-- Who is deleted may have been the one that others repeat.
CREATE INDEX feedback_duplicate ON feedback (workspace_id, duplicate_of) WHERE duplicate_of <> '';

-- Home counts by week who was told.
CREATE INDEX message_sent ON message (workspace_id, sent_at);
