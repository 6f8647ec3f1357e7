/** The README, as it is. */
export const readme = Object.values(
  import.meta.glob<string>('../../../README.md', { query: '?raw', import: 'default', eager: true }),
).join()
