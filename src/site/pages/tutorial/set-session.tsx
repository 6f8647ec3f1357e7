import type { AppContext } from '../../app-env.ts'
import { formField } from '../../ui/form-field.ts'
import { wordsOf } from '../../ui/language.ts'
import { tutorial } from '../../ui/phrases/tutorial.ts'
import { showRefusedName } from './refused-name.tsx'
import { showSetSession } from './set-session-page.tsx'

/** Longest name accepted, in characters as people count them: an emoji of several parts is one. */
const MAX_CHARACTERS = 100

/** Longest name whose characters are counted, in UTF-16 code units; a character may have many. */
const MAX_COUNTED = 2500

/** The tutorial's first page: stores a name. */
export function setSession(c: AppContext) {
  return store(c, 'Ankit')
}

/** Stores a name that the visitor chose. */
export async function storeName(c: AppContext) {
  const words = wordsOf(c, tutorial)
  const name = (await formField(c, 'name', Number.POSITIVE_INFINITY)).trim()
  if (name.length > MAX_COUNTED) return showRefusedName(c, '', words.farTooLong(MAX_CHARACTERS))
  const length = [...new Intl.Segmenter().segment(name)].length
  if (length >= 1 && length <= MAX_CHARACTERS) return store(c, name)
  return showRefusedName(c, name, words.wrongLength(MAX_CHARACTERS, length))
}

/** Ends a session with a longer life and redirects to a new one. */
export async function freshSession(c: AppContext) {
  await c.var.session.flush()
  return c.redirect('/set-session/#main', 303)
}

/** Saves the session before the page is rendered, because the page shows the row. */
async function store(c: AppContext, name: string) {
  c.var.session.set('name', name)
  await c.var.session.save()
  return showSetSession(c, name)
}
