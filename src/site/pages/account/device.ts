import Bowser from 'bowser'

/** Longest `User-Agent` that is parsed, in UTF-16 code units. */
const MAX_LENGTH = 512

/** A browser and its operating system, as a session stores them. */
export interface Device {
  browser: string
  system: string
}

/** Returns the device of a `User-Agent` header; `null` if it is unknown. */
export function parseDevice(userAgent: string | undefined): Device | null {
  if (userAgent === undefined || userAgent === '') return null
  const { browser, os } = Bowser.parse(userAgent.slice(0, MAX_LENGTH))
  return browser.name && os.name ? { browser: browser.name, system: os.name } : null
}

/** Returns whether a session value is a device. */
export function isDevice(value: unknown): value is Device {
  return (
    typeof value === 'object' &&
    value !== null &&
    'browser' in value &&
    typeof value.browser === 'string' &&
    'system' in value &&
    typeof value.system === 'string'
  )
}
