import { env } from 'cloudflare:workers'

const DJANGOS_OWN = [
  `CREATE TABLE "django_session" ("session_key" varchar(40) NOT NULL PRIMARY KEY,
    "session_data" text NOT NULL, "expire_date" datetime NOT NULL)`,
  'CREATE INDEX "django_session_expire_date_a5c62663" ON "django_session" ("expire_date")',
]

/** Replaces the session table with an empty one from `migrations/`. */
export async function makeOurTable(): Promise<void> {
  await makeTable(env.TEST_MIGRATIONS.flatMap((migration) => migration.queries))
}

/** Replaces the session table with an empty one as Django's `migrate` creates it in SQLite. */
export async function makeDjangosTable(): Promise<void> {
  await makeTable(DJANGOS_OWN)
}

/** Drops every table, including the one that records the migrations. */
export async function dropTables(): Promise<void> {
  const { results } = await env.DB.prepare(
    `SELECT name FROM sqlite_schema
     WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '_cf_*'`,
  ).run<{ name: string }>()
  if (results.length === 0) return
  await env.DB.batch(results.map(({ name }) => env.DB.prepare(`DROP TABLE "${name}"`)))
}

async function makeTable(statements: readonly string[]): Promise<void> {
  const all = ['DROP TABLE IF EXISTS django_session', ...statements]
  await env.DB.batch(all.map((sql) => env.DB.prepare(sql)))
}
