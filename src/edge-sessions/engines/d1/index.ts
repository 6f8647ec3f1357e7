export { looseCutoff } from './columns.ts'
export { type D1Store, type D1StoreOptions, d1Store } from './d1-store.ts'
export { runOn, runWithRetries, withRetries } from './run.ts'
