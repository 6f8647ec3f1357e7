import { describe, expect, it } from 'vitest'
import { SECRET_KEY } from '../../support/test-app.ts'
import { captureLogs } from '../../support/watch-logs.ts'
import worker from './index'

const PROXY = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'shop.example' }

describe('behind-a-proxy', () => {
  async function send(init: RequestInit): Promise<Response> {
    return worker.fetch(new Request('http://10.0.0.7:8080/', init), { SECRET_KEY })
  }

  it('sets Secure cookies if the proxy forwards https over http', async () => {
    const cookies = (await send({ headers: PROXY })).headers.getSetCookie()
    expect(cookies).toHaveLength(2)
    for (const cookie of cookies) expect(cookie).toContain('; Secure')
    expect((await send({})).headers.getSetCookie().join()).not.toContain('; Secure')
  })

  it('accepts a form from the public origin only', async () => {
    const page = await send({ headers: PROXY })
    const { token } = await page.json<{ token: string }>()
    const cookie = page.headers.getSetCookie().map((header) => header.split(';')[0])
    const headers = { ...PROXY, Cookie: cookie.join('; '), 'X-CSRFToken': token }
    const own = { ...headers, Origin: 'https://shop.example' }
    expect((await send({ method: 'POST', headers: own })).status).toBe(200)

    const logs = captureLogs('warn')
    const other = { ...headers, Origin: 'https://evil.example' }
    expect((await send({ method: 'POST', headers: other })).status).toBe(403)
    expect(logs).toHaveLength(1)
  })
})
