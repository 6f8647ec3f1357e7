const ROWS_PER_STATEMENT = 20_000

/** One in so many rows has expired. */
const EXPIRED_ONE_IN = 10

/** What a session of a signed-in visitor takes, encoded. */
const DATA = 'x'.repeat(360)

const KEY_SPACE = 2 ** 32

/**
 * Adds rows, by SQL inside of D1. The keys begin with eight digits that grow from row to row and
 * spread over all keys there are: that is fast to insert, and ends as random keys would.
 */
const FILL = `WITH RECURSIVE row (number) AS
  (SELECT ?1 UNION ALL SELECT number + 1 FROM row WHERE number + 1 < ?2)
  INSERT INTO django_session (session_key, session_data, expire_date)
  SELECT printf('%08x', CAST(number * ?3 + ?4 AS INTEGER)) || lower(hex(randomblob(12))), ?5,
    CASE number % ${EXPIRED_ONE_IN} WHEN 0 THEN ?6 ELSE ?7 END FROM row`

/** Adds a slice of `added` new rows, from row `from` on; returns where the next slice begins. */
export async function fill(db: D1Database, from: number, added: number): Promise<number> {
  const upTo = Math.min(from + ROWS_PER_STATEMENT, added)
  const distance = KEY_SPACE / added
  const dates = ['2001-01-01 00:00:00', '2101-01-01 00:00:00']
  await db
    .prepare(FILL)
    .bind(from, upTo, distance, Math.random() * distance, DATA, ...dates)
    .run()
  return upTo
}
