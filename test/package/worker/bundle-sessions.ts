// Measures what `sessions` adds to a Worker with its own store.
export { sessions } from 'edge-sessions'
