import type { Step } from './steps.ts'

/** Default lifetime of a session in seconds. */
export const LIFE = 30

type Members = Record<string, unknown>

interface Stored {
  members: Members
  ends: number
}

export interface ModelSettings {
  saveEveryRequest: boolean
  expireAtBrowserClose: boolean
}

/** The expected response. */
export interface Expected {
  results: unknown[]
  /** The key in the cookie; `''` for a removal, `null` for no cookie. */
  cookie: string | null
  /** The `Max-Age` in the cookie; `null` for none. */
  maxAge: number | null
  /** Whether the response depends on the session. */
  isPersonal: boolean
}

/** New keys, which the model cannot predict. */
export interface Seen {
  /** The session's key after each step. */
  keys: (string | null)[]
  /** The key in the cookie. */
  cookieKey: string | null
}

/** A minimal model of Django's sessions. */
export class Model {
  readonly #sessions = new Map<string, Stored>()
  readonly #known = new Set<string>()
  readonly #settings: ModelSettings

  constructor(settings: ModelSettings) {
    this.#settings = settings
  }

  /** All keys, including those of ended sessions. */
  get keys(): string[] {
    return [...this.#known]
  }

  /** Returns the data of a live session. */
  live(key: string, now: number): Members | null {
    const stored = this.#sessions.get(key)
    return stored !== undefined && stored.ends > now ? stored.members : null
  }

  /** Applies a request to the model. */
  request(
    sent: string | null,
    steps: readonly Step[],
    status: number,
    now: number,
    { keys, cookieKey }: Seen,
  ): Expected {
    const visit = new Visit(sent === null ? null : this.live(sent, now), sent)
    const results = steps.map((step, index) => {
      if (step.do === 'flush') this.#sessions.delete(visit.key ?? sent ?? '')
      const result = visit.step(step, now)
      if (step.do === 'save') this.#save(visit, keys[index] ?? null, now)
      return result
    })
    const { saveEveryRequest } = this.#settings
    const hasUsed = steps.length > 0
    if (status >= 500) return { results, cookie: null, maxAge: null, isPersonal: hasUsed }

    if (visit.isModified && !visit.isEmpty) this.#save(visit, cookieKey, now)
    else if (saveEveryRequest) this.#touch(visit, now)
    const isPersonal = hasUsed || (saveEveryRequest && sent !== null)
    const expected = { results, maxAge: null, isPersonal }
    if (visit.key === null) return { ...expected, cookie: sent !== null && isPersonal ? '' : null }
    if (!visit.isWritten) return { ...expected, cookie: null }
    return { ...expected, cookie: visit.key, maxAge: this.#maxAge(visit.members, now) }
  }

  #save(visit: Visit, seenKey: string | null, now: number): void {
    const isNew = visit.key === null || visit.isKeyDue
    if (isNew && (seenKey === null || this.#known.has(seenKey))) {
      throw new Error(`Expected a new key, got ${seenKey}`)
    }
    const key = isNew && seenKey !== null ? seenKey : (visit.key ?? '')
    this.#sessions.delete(visit.key ?? '')
    this.#sessions.set(key, {
      members: structuredClone(visit.members),
      ends: ends(visit.members, now),
    })
    this.#known.add(key)
    visit.saved(key)
  }

  #touch(visit: Visit, now: number): void {
    const stored = this.#sessions.get(visit.key ?? '')
    if (stored === undefined || ends(stored.members, now) <= stored.ends) return
    stored.ends = ends(stored.members, now)
    visit.isWritten = true
  }

  #maxAge(members: Members, now: number): number | null {
    const custom = members._session_expiry
    if (custom === undefined ? this.#settings.expireAtBrowserClose : custom === 0) return null
    return Math.max(0, Math.floor((ends(members, now) - now) / 1000))
  }
}

function ends(members: Members, now: number): number {
  const custom = members._session_expiry
  if (typeof custom === 'string') return Date.parse(custom)
  return now + (typeof custom === 'number' && custom !== 0 ? custom : LIFE) * 1000
}

/** The session as one request sees it. */
class Visit {
  key: string | null
  members: Members
  isModified = false
  isKeyDue = false
  isWritten = false

  constructor(members: Members | null, sent: string | null) {
    this.key = members === null ? null : sent
    this.members = structuredClone(members ?? {})
  }

  get isEmpty(): boolean {
    return this.key === null && Object.keys(this.members).length === 0
  }

  saved(key: string): void {
    this.key = key
    this.isWritten = true
    this.isModified = false
    this.isKeyDue = false
  }

  /** Applies a step and returns the expected result. */
  step(step: Step, now: number): unknown {
    const { members } = this
    const list = Array.isArray(members.list) ? members.list : []
    switch (step.do) {
      case 'get':
        return members[step.name] ?? null
      case 'read all':
        return structuredClone(members)
      case 'set':
        return this.#set(step.name, step.value) && null
      case 'setDefault':
        return members[step.name] ?? this.#set(step.name, step.value)
      case 'delete':
        return this.#remove(step.name) && null
      case 'pop':
        return this.#remove(step.name)
      case 'count':
        return this.#set('count', Number(members.count ?? 0) + 1)
      case 'append':
      case 'append in place':
        return this.#set('list', [...list, step.value])
      case 'push':
        return this.#set('list', [...list, step.value]) && null
      case 'clear':
        this.members = {}
        this.isModified = true
        return null
      case 'expire':
        if (step.seconds === null) this.#remove('_session_expiry')
        else this.#set('_session_expiry', step.seconds)
        return null
      case 'expire at':
        return this.#set('_session_expiry', isoDate(now + step.seconds * 1000)) && null
      case 'renew':
        this.isKeyDue = true
        this.isModified = true
        return null
      case 'force':
        this.isModified = true
        return null
      case 'flush':
        Object.assign(this, new Visit(null, null))
        return null
      case 'save':
        return null
    }
  }

  #set(name: string, value: unknown): unknown {
    this.members[name] = value
    this.isModified = true
    return value
  }

  #remove(name: string): unknown {
    const value = this.members[name] ?? null
    if (name in this.members) this.isModified = true
    delete this.members[name]
    return value
  }
}

/** Python's `isoformat()`. */
function isoDate(time: number): string {
  const [seconds, milliseconds] = new Date(time).toISOString().slice(0, -1).split('.')
  return `${seconds}${milliseconds === '000' ? '' : `.${milliseconds}000`}+00:00`
}
