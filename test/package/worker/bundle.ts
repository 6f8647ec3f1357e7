// What the framework adds to a Worker that uses it and nothing else of this package.
export { d1Store, sessions } from 'edge-sessions'
