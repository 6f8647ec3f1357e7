-- Django's session table: its three columns, in the form that is cheapest on D1.
-- WITHOUT ROWID and no index on expire_date: every insert and every save bills one row.
CREATE TABLE django_session (
  session_key  VARCHAR(40) NOT NULL PRIMARY KEY,
  session_data TEXT        NOT NULL,
  expire_date  DATETIME    NOT NULL
) WITHOUT ROWID;
