export { durableObjectStore } from './durable-object-store.ts'
export { SessionObject } from './session-object.ts'
