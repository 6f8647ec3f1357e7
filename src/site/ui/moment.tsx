/** A time, to the second, in UTC. */
export function Moment({ date }: { date: Date }) {
  const iso = date.toISOString()
  return <time datetime={iso}>{iso.slice(0, 19).replace('T', ' ')} UTC</time>
}
