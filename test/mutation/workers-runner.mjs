import { dirname } from 'node:path'
import { createVitest } from 'vitest/node'

/**
 * A test runner for Stryker. It starts Vitest and one worker of the Workers pool once. For each
 * mutant, the tests that reach it run in that worker, file after file, until one of them fails.
 */
class WorkersRunner {
  #vitest
  #files
  /** Test files by the source file whose mutants they killed, the last killer first. */
  #killers = new Map()

  /** Each run evaluates the modules again, so that mutants outside of functions take effect too. */
  capabilities() {
    return { reloadEnvironment: true }
  }

  async init() {
    // If Stryker is killed, nothing must stay behind. On exit, the pool ends its worker.
    process.once('disconnect', () => process.exit())
    this.#vitest = await createVitest('test', {
      config: 'test/mutation/vitest.config.mjs',
      watch: false,
      reporters: [{}],
    })
    this.#files = await this.#vitest.globTestSpecifications()
    // The worker starts with the first run, which takes longer than any mutant may.
    this.#activate(null, null)
    await this.#run(this.#files[0])
  }

  async dryRun() {
    this.#activate(null, null)
    const tests = []
    const perTest = {}
    for (const file of this.#files) {
      const module = await this.#run(file)
      if (!module.ok()) return { status: 'error', errorMessage: failureOf(module) }
      const coverage = module.meta().mutantCoverage
      for (const test of module.children.allTests()) {
        tests.push(resultOf(test))
        // Code that runs at import counts as covered, or Stryker would try it with all tests.
        perTest[test.id] = sum(coverage.static, coverage.perTest[test.id] ?? {})
      }
    }
    return { status: 'complete', tests, mutantCoverage: { static: {}, perTest } }
  }

  async mutantRun({ activeMutant, hitLimit, testFilter }) {
    // Stryker allows a hundred times the hits of the dry run. Loops over bytes would take minutes.
    this.#activate(activeMutant.id, hitLimit && hitLimit / 10)
    for (const file of this.#inOrder(activeMutant.fileName)) {
      const ids = testFilter.filter((id) => id.startsWith(`${file.taskId}_`))
      if (ids.length === 0) continue
      const module = await this.#run(file, ids)
      if (module.ok()) continue
      this.#killers.set(activeMutant.fileName, file)
      const [killer] = module.children.allTests('failed')
      return {
        status: 'killed',
        killedBy: [killer?.id ?? ids[0]],
        failureMessage: failureOf(module),
        nrOfTests: ids.length,
      }
    }
    return { status: 'survived', nrOfTests: testFilter.length }
  }

  async dispose() {
    await this.#vitest?.close()
  }

  #activate(mutant, hitLimit) {
    this.#vitest.provide('activeMutant', mutant)
    this.#vitest.provide('hitLimit', hitLimit ?? null)
  }

  async #run({ moduleId, project }, testIds) {
    const { testModules } = await this.#vitest.runTestSpecifications([
      project.createSpecification(moduleId, testIds && { testIds }),
    ])
    return testModules.find((module) => module.moduleId === moduleId)
  }

  /** Returns the last killer of a mutant in this file, the tests beside the file, and all others. */
  #inOrder(mutatedFile) {
    const folder = dirname(mutatedFile).replace(/^.*\/src\//, '/test/')
    const beside = this.#files.filter((file) => dirname(file.moduleId).endsWith(folder))
    const killer = this.#killers.get(mutatedFile)
    return new Set([...(killer ? [killer] : []), ...beside, ...this.#files])
  }
}

function resultOf(test) {
  return {
    id: test.id,
    name: test.fullName,
    fileName: test.module.moduleId,
    status: test.result().state === 'skipped' ? 2 : 0,
    timeSpentMs: test.diagnostic()?.duration ?? 0,
  }
}

function failureOf(module) {
  const [test] = module.children.allTests('failed')
  const [error] = test?.result().errors ?? module.errors()
  return `${test?.fullName ?? module.relativeModuleId}: ${error?.message}`
}

function sum(some, others) {
  const total = { ...some }
  for (const [id, hits] of Object.entries(others)) total[id] = (total[id] ?? 0) + hits
  return total
}

/** The same as `declareClassPlugin` of Stryker's API returns, which cannot be imported here. */
export const strykerPlugins = [
  { kind: 'TestRunner', name: 'workers', injectableClass: WorkersRunner },
]
