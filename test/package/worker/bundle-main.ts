// Measures what the whole main entry adds to a Worker.
export * from 'edge-sessions'
