// Measures what the whole package adds to a Worker.
export { d1Store, sessions } from 'edge-sessions'
export * from 'edge-sessions/auth'
export * from 'edge-sessions/csrf'
export * from 'edge-sessions/messages'
export * from 'edge-sessions/signed-cookies'
