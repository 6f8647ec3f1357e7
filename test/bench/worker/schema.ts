/** The cheapest tables there are on D1, so that libraries are compared; better-auth makes its own. */
export const SCHEMA = [
  `CREATE TABLE django_session (
     session_key VARCHAR(40) NOT NULL PRIMARY KEY, session_data TEXT NOT NULL,
     expire_date DATETIME NOT NULL) WITHOUT ROWID`,
  'CREATE TABLE floor (id TEXT PRIMARY KEY, data TEXT, expires TEXT) WITHOUT ROWID',
  ...['hono_sessions', 'hono_session', 'remix', 'express'].map(
    (name) => `CREATE TABLE ${name} (id TEXT PRIMARY KEY, data TEXT) WITHOUT ROWID`,
  ),
]
