import { useRequestContext } from 'hono/jsx-renderer'
import type { AppEnv } from '../app-env.ts'
import { useLanguage } from './language.ts'
import { formatDate, formatRelative, timeZoneOf } from './time.ts'

interface MomentProps {
  date: Date
  /** The time of the request. If given, the text starts with the relative time: "in 59 min · …". */
  now?: Date
  /** Shows seconds as well. */
  hasSeconds?: boolean
}

/** A time in the visitor's time zone. */
export function Moment({ date, now, hasSeconds = false }: MomentProps) {
  const language = useLanguage()
  const timeZone = timeZoneOf(useRequestContext<AppEnv>().req.raw)
  return (
    <time datetime={date.toISOString()}>
      {now !== undefined && `${formatRelative(date, now, language)} · `}
      {formatDate(date, language, timeZone, hasSeconds)}
    </time>
  )
}

/** A time relative to now, such as "5 sec ago". The absolute time is its title. */
export function Relative({ date, now }: Required<Pick<MomentProps, 'date' | 'now'>>) {
  const language = useLanguage()
  const timeZone = timeZoneOf(useRequestContext<AppEnv>().req.raw)
  return (
    <time datetime={date.toISOString()} title={formatDate(date, language, timeZone)}>
      {formatRelative(date, now, language)}
    </time>
  )
}
