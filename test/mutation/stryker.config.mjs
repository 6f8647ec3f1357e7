// `npm run test:mutation`: plants bugs in the framework, one at a time, and counts how many the
// tests find. Vitest's Workers pool has no runner of Stryker's own, so each mutant is a run.
export default {
  testRunner: 'command',
  commandRunner: { command: 'vitest run --config test/mutation/vitest.config.ts --bail 1' },
  mutate: (process.env.MUTATE ?? 'src/sessions/**/*.ts,src/signing/**/*.ts').split(','),
  ignorePatterns: ['.wrangler', '.ci', 'test/django', 'test/browser', 'test/bench'],
  mutator: { excludedMutations: ['StringLiteral'] },
  reporters: ['clear-text', 'html', 'json', 'dots'],
  jsonReporter: { fileName: '.stryker/report.json' },
  htmlReporter: { fileName: '.stryker/report.html' },
  tempDirName: '.stryker/tmp',
  concurrency: 2,
  timeoutMS: 20_000,
  checkers: [],
}
