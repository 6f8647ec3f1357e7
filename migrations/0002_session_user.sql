-- Optional: the logged-in user, so that a user's sessions can be listed and ended (edge-sessions/auth).
-- The index holds logged-in sessions only, so an anonymous one bills the same as without it.
-- It also fits the table that Django's own `migrate` makes; Django leaves the column alone.
ALTER TABLE django_session ADD COLUMN user_id VARCHAR(255);

CREATE INDEX django_session_user_id ON django_session (user_id) WHERE user_id IS NOT NULL;
