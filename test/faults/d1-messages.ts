/** Transient errors according to D1's documentation. */
export const TRANSIENT = [
  'D1_ERROR: Network connection lost.',
  'D1_ERROR: Internal error in D1 DB storage caused object to be reset.',
  'D1_ERROR: Internal error while starting up D1 DB storage caused object to be reset.',
  'D1_ERROR: D1 DB reset because its code was updated.',
  'D1_ERROR: Cannot resolve D1 DB due to transient issue on remote node.',
  'D1_ERROR: database is locked: SQLITE_BUSY',
  'D1_ERROR: Failed to get session commit token: internal error',
]

/** Errors that a retry does not fix or makes worse. */
export const PERMANENT = [
  'D1 DB is overloaded. Too many requests queued.',
  'D1 DB is overloaded. Requests queued for too long.',
  'D1 DB exceeded its CPU time limit and was reset.',
  'D1 DB exceeded its memory limit and was reset.',
  'D1 DB storage operation exceeded timeout which caused object to be reset.',
  'D1_ERROR: no such table: django_session: SQLITE_ERROR',
  'D1_ERROR: database or disk is full',
]
