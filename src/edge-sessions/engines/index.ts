export { memoryStore } from './memory.ts'
export { type ShardedStoreOptions, shardedStore } from './sharded.ts'
