// Measures what `sessions` and `d1Store` add to a Worker.
export { d1Store, sessions } from 'edge-sessions'
