// `npm run test:mutation`: plants bugs in the framework, one at a time, and counts how many the
// tests find. For a part of it: MUTATE='src/edge-sessions/signing/*.ts' TESTS='test/edge-sessions/signing/*.test.ts'.
export default {
  plugins: ['./test/mutation/workers-runner.mjs'],
  testRunner: 'workers',
  coverageAnalysis: 'perTest',
  mutate: (process.env.MUTATE ?? 'src/edge-sessions/{sessions,signing}/**/*.ts').split(' '),
  // The texts of errors, mostly; of an SQL statement or a header no test passes without.
  mutator: { excludedMutations: ['StringLiteral'] },
  ignorePatterns: ['.wrangler', '.ci', 'dist', 'test/{browser,django,package}'],
  disableTypeChecks: false,
  // Vite removes the types; without this, Stryker asks for TypeScript, to rewrite tsconfig.json.
  tsconfigFile: 'none',
  tempDirName: '.stryker/tmp',
  reporters: ['clear-text', 'html', 'json', 'dots'],
  jsonReporter: { fileName: '.stryker/report.json' },
  htmlReporter: { fileName: '.stryker/report.html' },
  concurrency: 2,
  // Long, for machines that do other things besides: what loops is caught by the limit on hits.
  timeoutMS: 60_000,
}
