export { type ConformanceOptions, describeSessionStore } from './store.ts'
