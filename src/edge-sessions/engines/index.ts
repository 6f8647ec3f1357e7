export { type D1Store, type D1StoreOptions, d1Store } from './d1/index.ts'
export { memoryStore } from './memory.ts'
export { type RetryOptions, retrying } from './retries.ts'
export { type ShardedStoreOptions, shardedStore } from './sharded.ts'
