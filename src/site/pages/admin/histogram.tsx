import { useWords } from '../../ui/language.ts'
import { adminList } from '../../ui/phrases/admin-list.ts'

const EXPIRED = ['pastWeek', 'pastDay', 'pastHour', 'pastMinute', 'justNow'] as const
const LIVE = ['minute', 'hour', 'day', 'week', 'later'] as const

/** The sessions by expiry, five groups of expired and five of live ones, each with a bar. */
export function Histogram({ expiries }: { expiries: readonly number[] }) {
  const words = useWords(adminList)
  const largest = Math.max(1, ...expiries)
  return (
    <section class="histogram columns" aria-label={words.expiries}>
      <Bars
        id="expired-bars"
        title={words.expired}
        groups={EXPIRED}
        counts={expiries.slice(0, EXPIRED.length)}
        largest={largest}
      />
      <Bars
        id="live-bars"
        title={words.live}
        groups={LIVE}
        counts={expiries.slice(EXPIRED.length)}
        largest={largest}
      />
    </section>
  )
}

interface BarsProps {
  id: string
  title: string
  groups: readonly (typeof EXPIRED | typeof LIVE)[number][]
  counts: readonly number[]
  /** The count of the longest bar. */
  largest: number
}

function Bars({ id, title, groups, counts, largest }: BarsProps) {
  const words = useWords(adminList)
  return (
    <div>
      <h2 id={id}>{title}</h2>
      <ul aria-labelledby={id}>
        {groups.map((group, index) => {
          const count = counts[index] ?? 0
          return (
            <li>
              <span>{words.groups[group]}</span> <b class="number">{count}</b>
              <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                <rect width={(count / largest) * 100} height="1" />
              </svg>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
