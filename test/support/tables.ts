import { env } from 'cloudflare:workers'

const DJANGOS_OWN = [
  `CREATE TABLE "django_session" ("session_key" varchar(40) NOT NULL PRIMARY KEY,
    "session_data" text NOT NULL, "expire_date" datetime NOT NULL)`,
  'CREATE INDEX "django_session_expire_date_a5c62663" ON "django_session" ("expire_date")',
]

/** Replaces the session table by the one of `migrations/`, empty. */
export async function makeOurTable(): Promise<void> {
  await makeTable(env.TEST_MIGRATIONS.flatMap((migration) => migration.queries))
}

/** Replaces the session table by the one that Django's `migrate` makes in SQLite, empty. */
export async function makeDjangosTable(): Promise<void> {
  await makeTable(DJANGOS_OWN)
}

async function makeTable(statements: readonly string[]): Promise<void> {
  const all = ['DROP TABLE IF EXISTS django_session', ...statements]
  await env.DB.batch(all.map((sql) => env.DB.prepare(sql)))
}
