import type { Child } from 'hono/jsx'
import { useLanguage } from './language.ts'

interface TextProps {
  children: string
  /** Replaces `{value}` in the phrase. */
  value?: Child
}

/** A phrase. Backticks mark code: "in the cookie `sessionid`". */
export function Text({ children, value }: TextProps) {
  return (
    <>
      {children.split(/(`[^`]*`|\{value\})/).map((part) => {
        if (part === '{value}') return value
        return part.startsWith('`') ? <code>{part.slice(1, -1)}</code> : part
      })}
    </>
  )
}

/**
 * Marks English words on a page in another language, such as the tutorial's `Session is set...`.
 *
 * @returns The attribute for the element around them.
 */
export function useEnglish(): { lang?: 'en' } {
  return useLanguage() === 'en' ? {} : { lang: 'en' }
}
