import { mask } from '../mask.ts'

/** The beginning of a session key, in the one colour that keys have on every page. */
export function Key({ value }: { value: string }) {
  return <code class="key">{mask(value)}</code>
}
