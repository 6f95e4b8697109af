-- +goose Up
-- What nobody has looked at yet, for Home and the triage list: seldom much among all feedback.
CREATE INDEX feedback_untriaged ON feedback (workspace_id, said_at, id)
    WHERE status = 'new' AND deleted_at IS NULL AND duplicate_of = '';
