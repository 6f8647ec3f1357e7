import type { PropsWithChildren } from 'hono/jsx'
import { useLanguage } from './language.ts'

/** A phrase. Backticks mark code: "in the cookie `sessionid`". */
export function Text({ children }: { children: string }) {
  const parts = children.split('`')
  return <>{parts.map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part))}</>
}

/**
 * Marks English words on a page in another language, such as the tutorial's `Session is set...`.
 *
 * @returns The attribute for the element around them.
 */
export function useEnglish(): { lang?: 'en' } {
  return useLanguage() === 'en' ? {} : { lang: 'en' }
}

/** English words on a page in any language. */
export function English({ children }: PropsWithChildren) {
  return <span {...useEnglish()}>{children}</span>
}
