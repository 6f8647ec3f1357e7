// `npm run test:mutation`: plants bugs in the framework, one at a time, and counts how many the
// tests find. To test a part of it: MUTATE='src/edge-sessions/signing/*.ts' TESTS='test/edge-sessions/signing/*.test.ts'.
export default {
  plugins: ['./test/mutation/workers-runner.mjs'],
  testRunner: 'workers',
  coverageAnalysis: 'perTest',
  mutate: (process.env.MUTATE ?? 'src/edge-sessions/{sessions,signing}/**/*.ts').split(' '),
  // Most strings are error messages. A change to any other, in SQL or a header, fails every test.
  mutator: { excludedMutations: ['StringLiteral'] },
  ignorePatterns: ['.wrangler', '.ci', 'dist', 'test/{browser,django,package}'],
  disableTypeChecks: false,
  // Vite removes the types. Without this, Stryker needs TypeScript to rewrite tsconfig.json.
  tsconfigFile: 'none',
  tempDirName: '.stryker/tmp',
  reporters: ['clear-text', 'html', 'json', 'dots'],
  jsonReporter: { fileName: '.stryker/report.json' },
  htmlReporter: { fileName: '.stryker/report.html' },
  concurrency: 2,
  // Long, for busy machines. The limit on hits catches endless loops.
  timeoutMS: 60_000,
}
