import { afterEach, beforeEach, inject } from 'vitest'

/** Hits of mutants, by their ids. */
type Hits = Record<string, number>

/** The globals that Stryker's instrumented code reads and writes. */
interface Stryker {
  activeMutant: string | undefined
  currentTestId: string | undefined
  hitCount: number | undefined
  hitLimit: number | undefined
  mutantCoverage: { static: Hits; perTest: Record<string, Hits> }
}

declare global {
  var __stryker__: Partial<Stryker> | undefined
}

declare module 'vitest' {
  interface ProvidedContext {
    activeMutant: string | null
    hitLimit: number | null
  }
  interface TaskMeta {
    mutantCoverage?: Stryker['mutantCoverage']
  }
}

const activeMutant = inject('activeMutant') ?? undefined
const mutantCoverage = { static: {}, perTest: {} }
globalThis.__stryker__ ??= {}
const stryker: Stryker = Object.assign(globalThis.__stryker__, {
  activeMutant,
  currentTestId: undefined,
  hitCount: activeMutant && 0,
  hitLimit: inject('hitLimit') ?? undefined,
  mutantCoverage,
})
let isKilled = false

beforeEach(({ task, skip }) => {
  skip(isKilled, 'the mutant is dead')
  stryker.currentTestId = task.id
  task.file.meta.mutantCoverage = mutantCoverage
})

afterEach(({ task }) => {
  stryker.currentTestId = undefined
  isKilled = activeMutant !== undefined && task.result?.state === 'fail'
})

// The worker outlives its test files, so each one starts with empty storage. The import comes this
// late, because it loads the Worker itself, whose modules must be evaluated with the mutant active.
const { reset } = await import('cloudflare:test')
await reset()
