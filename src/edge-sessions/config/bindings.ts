import { ImproperlyConfigured } from './check-options.ts'

/**
 * Checks that a D1 binding exists.
 *
 * @param caller The function that takes the binding, for the error.
 * @throws ImproperlyConfigured with the lines that are missing in `wrangler.toml`.
 */
export function assertD1Binding(db: unknown, caller: string): void {
  if (hasMethod(db, 'prepare')) return
  throw new ImproperlyConfigured(
    `\`${caller}\` needs a D1 binding, such as \`c.env.DB\`, got ${nameType(db)}. Add it to wrangler.toml: [[d1_databases]] with binding = "DB", database_name and database_id.`,
  )
}

/**
 * Checks that the binding of a Durable Object class exists.
 *
 * @param caller The function that takes the binding, for the error.
 * @throws ImproperlyConfigured with the lines that are missing in `wrangler.toml`.
 */
export function assertNamespaceBinding(namespace: unknown, caller: string): void {
  if (hasMethod(namespace, 'idFromName')) return
  throw new ImproperlyConfigured(
    `\`${caller}\` needs a Durable Object binding, such as \`c.env.SESSIONS\`, got ${nameType(namespace)}. Add it to wrangler.toml: [[durable_objects.bindings]] with name = "SESSIONS" and class_name = "SessionObject", and [[migrations]] with new_sqlite_classes = ["SessionObject"].`,
  )
}

function hasMethod(binding: unknown, method: string): boolean {
  if (typeof binding !== 'object' && typeof binding !== 'function') return false
  return binding !== null && typeof Reflect.get(binding, method) === 'function'
}

/** Returns only the type, because a string may be a secret. */
function nameType(value: unknown): string {
  return value === null ? 'null' : typeof value
}
