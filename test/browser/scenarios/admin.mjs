import assert from 'node:assert/strict'
import { setTimeout } from 'node:timers/promises'
import { button, cookieOf, enterAdmin, follow, fromAddress, isListed, mainText } from '../world.mjs'

const LIST = '/admin/sessions/'

/** The longest time that six sign-in attempts take, in milliseconds. */
const TRIES = 20_000
const MINUTE = 60_000

export default {
  async 'answers 404 without a password in the settings'(world) {
    const page = await world.page({ origin: world.brief })
    const response = await page.goto(LIST)
    assert.equal(response.status(), 404)
    assert.match(await mainText(page), /Page not found/)
  },

  async 'shows nothing before sign-in and rejects a wrong password'(world) {
    const page = await world.page(fromAddress('192.0.2.1'))
    await page.goto(LIST)
    assert.equal(await page.getByRole('table').count(), 0)
    const response = await enterAdmin(page, 'wrong')
    assert.equal(response.status(), 422)
    assert.match(await page.getByRole('alert').textContent(), /Wrong password/)
    await page.goto(LIST)
    assert.equal(await page.getByLabel('Password').count(), 1)
  },

  async 'limits the number of sign-in attempts'(world) {
    const page = await world.page(fromAddress('192.0.2.2'))
    await waitForMinute(TRIES)
    for (let tries = 0; tries < 5; tries++) await enterAdmin(page, 'wrong')
    const response = await enterAdmin(page)
    assert.equal(response.status(), 429)
    await page.goto(LIST)
    assert.equal(await page.getByLabel('Password').count(), 1)
  },

  async 'lists the sessions with abbreviated keys'(world) {
    const visitor = await world.page()
    await visitor.goto('/set-session/')
    const { value: key } = await cookieOf(visitor.context(), 'sessionid')
    const page = await administrator(world, '192.0.2.3')
    assert.ok(await isListed(page, 'live', key))
    assert.ok(!(await page.content()).includes(key.slice(0, 8)))
  },

  async 'changes the key on sign-in and shows nothing after sign-out'(world) {
    const page = await world.page(fromAddress('192.0.2.4'))
    await page.goto('/set-session/')
    const before = await cookieOf(page.context(), 'sessionid')
    await enterAdmin(page)
    const after = await cookieOf(page.context(), 'sessionid')
    assert.notEqual(after.value, before.value)
    await follow(button(page, 'Sign out of Admin'))
    assert.equal(await page.getByLabel('Password').count(), 1)
    await page.goBack()
    assert.equal(await page.getByRole('checkbox').count(), 0)
  },

  async 'decodes a session and ends it'(world) {
    const visitor = await signedIn(world)
    const page = await administrator(world, '192.0.2.5')
    await search(page, 'demo-zoe')
    const lines = page.locator('tbody tr')
    const { value: key } = await cookieOf(visitor.context(), 'sessionid')
    const line = lines.filter({ hasText: key.slice(0, 4) })
    await follow(line.getByRole('link', { name: /^View/ }))
    const text = await mainText(page)
    assert.match(text, /"_auth_user_id": "demo-zoe"/)
    assert.ok(!page.url().includes(key))
    await follow(page.getByRole('button', { name: /^End (my own )?session/ }))
    assert.match(await page.getByRole('status').textContent(), /Session ended|Ended a session/)
    await visitor.reload()
    assert.equal(await visitor.locator('h1').textContent(), 'Sign in')
  },

  async 'searches by user'(world) {
    await signedIn(world)
    const page = await administrator(world, '192.0.2.6')
    await search(page, 'demo-zoe')
    const found = await page.locator('tbody tr').allTextContents()
    assert.ok(found.length > 0)
    assert.ok(found.every((line) => line.includes('zoe')))
    await search(page, 'nobody-at-all')
    assert.equal(await page.locator('tbody tr').count(), 0)
    await search(page, 'zoe')
    assert.match(await mainText(page), /Sessions of user zoe/)
  },

  async 'finds a session by the start of its key and ends it in three clicks'(world) {
    const visitor = await signedIn(world)
    const { value: key } = await cookieOf(visitor.context(), 'sessionid')
    const page = await administrator(world, '192.0.2.7')
    await search(page, key.slice(0, 8))
    assert.equal(await page.locator('tbody tr').count(), 1)
    await page.getByRole('checkbox', { name: `Select session ${key.slice(0, 4)}…` }).check()
    await follow(button(page, 'End…'))
    assert.equal(await page.locator('h1').textContent(), 'End this session?')
    await follow(button(page, 'End 1 session'))
    assert.equal(await page.evaluate(() => document.activeElement.id), 'main')
    assert.match(await page.getByRole('status').textContent(), /Ended a session of user zoe/)
    await visitor.goto('/account/')
    assert.match(await visitor.getByRole('status').textContent(), /was ended or has expired/)
  },

  async 'keeps a whole key out of the URL'(world) {
    const visitor = await signedIn(world)
    const { value: key } = await cookieOf(visitor.context(), 'sessionid')
    const page = await administrator(world, '192.0.2.8')
    await search(page, key)
    assert.match(await page.locator('h1').textContent(), new RegExp(`^Session ${key.slice(0, 4)}`))
    assert.ok(!page.url().includes(key))
  },

  async 'refreshes without a script until it is stopped'(world) {
    const page = await administrator(world, '192.0.2.9')
    await follow(page.getByRole('link', { name: 'Refresh every 5 seconds' }))
    const before = await page.locator('tbody tr').count()
    await signedIn(world)
    await page.waitForEvent('load')
    assert.equal(await page.locator('tbody tr').count(), Math.min(before + 1, 50))
    await follow(page.getByRole('link', { name: 'Stop refreshing' }))
    assert.equal(await page.locator('meta[http-equiv=refresh]').count(), 0)
  },
}

async function administrator(world, address) {
  const page = await world.page(fromAddress(address))
  await enterAdmin(page)
  assert.equal(await button(page, 'Sign out of Admin').count(), 1)
  return page
}

/** Waits for a new minute if needed. The local limit counts by clock minute. */
async function waitForMinute(needed) {
  const left = MINUTE - (Date.now() % MINUTE)
  if (left < needed) await setTimeout(left)
}

async function search(page, user) {
  await page.getByRole('searchbox').fill(user)
  await follow(button(page, 'Search'))
}

/** Returns a page of a visitor who has signed in to the demo. */
async function signedIn(world) {
  const page = await world.page()
  await page.goto('/account/')
  await page.getByLabel('Username').fill('zoe')
  await page.getByLabel('Password').fill('cookies')
  await follow(button(page, 'Sign in'))
  return page
}
