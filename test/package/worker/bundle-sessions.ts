// What the framework adds to a Worker that keeps sessions in a store of its own.
export { sessions } from 'edge-sessions'
