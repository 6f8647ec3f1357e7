import { SECRET } from '../contender.ts'

// Django's `signing.dumps` by hand: `base64(json):timestamp:HMAC-SHA256`, as short as it gets.

let key: Promise<CryptoKey> | undefined

export async function seal(json: string): Promise<string> {
  const stamped = `${base64Url(json)}:${Math.floor(Date.now() / 1000).toString(36)}`
  return `${stamped}:${await signature(stamped)}`
}

export async function unseal(text: string): Promise<string> {
  const end = text.lastIndexOf(':')
  const stamped = text.slice(0, end)
  if ((await signature(stamped)) !== text.slice(end + 1)) throw new Error('Forged')
  return atob(stamped.slice(0, stamped.indexOf(':')).replace(/-/g, '+').replace(/_/g, '/'))
}

async function signature(text: string): Promise<string> {
  key ??= importKey()
  const bytes = await crypto.subtle.sign('HMAC', await key, new TextEncoder().encode(text))
  return base64Url(String.fromCharCode(...new Uint8Array(bytes)))
}

async function importKey(): Promise<CryptoKey> {
  const source = new TextEncoder().encode(`django.contrib.sessionssigner${SECRET}`)
  const bytes = await crypto.subtle.digest('SHA-256', source)
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
}

function base64Url(binary: string): string {
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}
