// All of the main entry.
export * from 'edge-sessions'
