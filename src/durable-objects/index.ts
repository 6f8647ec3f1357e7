export { durableObjectStore } from '../sessions/stores/durable-objects.ts'
export { SessionObject } from '../sessions/stores/session-object.ts'
