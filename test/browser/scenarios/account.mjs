import assert from 'node:assert/strict'
import { button, cookieOf, follow, mainText } from '../world.mjs'

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1'

export default {
  async 'signs in with a new key and a new token'(world) {
    const page = await world.page()
    await page.goto('/set-session/')
    const before = await secrets(page)
    await signIn(page, 'ankit', 'sessions')
    assert.match(await mainText(page), /You are signed in as ankit/)
    assert.match(await page.getByRole('status').textContent(), /Welcome, ankit/)
    const after = await secrets(page)
    assert.notEqual(after.key, before.key)
    assert.notEqual(after.token, before.token)
    await page.goto('/get-session/')
    assert.equal(await page.locator('h2').first().textContent(), 'Hello, Ankit')
  },

  async 'rejects a wrong password with an error and keeps the username'(world) {
    const page = await world.page()
    const response = await signIn(page, 'ankit', 'wrong')
    assert.equal(response.status(), 422)
    assert.match(await page.getByRole('alert').textContent(), /Wrong username or password/)
    assert.equal(await page.getByLabel('Username').inputValue(), 'ankit')
    assert.equal(await page.getByLabel('Password').inputValue(), '')
    await page.goto('/account/')
    assert.equal(await page.locator('h1').textContent(), 'Sign in')
  },

  async 'lists the session of another browser and ends it'(world) {
    const [first, second] = await signedInTwice(world)
    assert.equal(await button(first, 'End this session').count(), 1)
    await follow(first.getByRole('button', { name: /^End session/ }))
    assert.match(await first.getByRole('status').textContent(), /Session ended|Ended a session/)
    assert.equal(await first.getByRole('button', { name: /^End session/ }).count(), 0)
    await second.reload()
    assert.equal(await second.locator('h1').textContent(), 'Sign in')
    await first.reload()
    assert.match(await mainText(first), /You are signed in as ankit/)
  },

  async 'signs in with one click and distinguishes the devices'(world) {
    const page = await world.page()
    await page.goto('/account/')
    await follow(button(page, 'Sign in as zoe'))
    assert.equal(new URL(page.url()).hash, '#main')
    assert.match(await mainText(page), /You are signed in as zoe/)
    assert.match(await page.getByRole('row').nth(1).textContent(), /Chrome on \w+.*This browser/)
    const phone = await world.page({ userAgent: IPHONE })
    await phone.goto('/account/')
    await follow(button(phone, 'Sign in as zoe'))
    await page.reload()
    assert.equal(await button(page, 'End session: Safari on iOS').count(), 1)
    assert.match(await page.getByRole('row').nth(1).textContent(), /This browser/)
    await endOthers(page)
    await phone.goto('/account/')
    assert.match(await phone.getByRole('status').textContent(), /was ended or has expired/)
  },

  async 'moves the focus to the content after a form and to the field after an error'(world) {
    const page = await world.page()
    await signIn(page, 'ankit', 'wrong')
    assert.equal(await page.evaluate(() => document.activeElement.id), 'username')
    await enter(page, 'ankit', 'sessions')
    assert.equal(await page.evaluate(() => document.activeElement.id), 'main')
  },

  async 'ends all other sessions at once'(world) {
    const [first, second] = await signedInTwice(world)
    const third = await world.page()
    await signIn(third, 'ankit', 'sessions')
    await first.reload()
    await endOthers(first)
    assert.match(await first.getByRole('status').textContent(), /Ended 2 sessions/)
    for (const page of [second, third]) {
      await page.reload()
      assert.equal(await page.locator('h1').textContent(), 'Sign in')
    }
  },

  async 'does not end the sessions of another user'(world) {
    const [ankit, zoe] = [await world.page(), await world.page()]
    await signIn(ankit, 'ankit', 'sessions')
    await signIn(zoe, 'zoe', 'cookies')
    await endOthers(zoe)
    await ankit.reload()
    assert.match(await mainText(ankit), /You are signed in as ankit/)
  },

  async 'deletes the cookie and the whole session on sign-out'(world) {
    const page = await world.page()
    await page.goto('/set-session/')
    await signIn(page, 'ankit', 'sessions')
    const kept = await cookieOf(page.context(), 'sessionid')
    await follow(button(page, 'Sign out'))
    assert.match(await page.getByRole('status').textContent(), /signed out/)
    assert.equal(await cookieOf(page.context(), 'sessionid'), undefined)
    await page.context().addCookies([kept])
    await page.goto('/get-session/')
    assert.equal(await page.locator('h2').first().textContent(), 'Session has expired')
  },

  async 'signs out when the current session is ended'(world) {
    const page = await world.page()
    await signIn(page, 'ankit', 'sessions')
    await follow(button(page, 'End this session'))
    assert.equal(await page.locator('h1').textContent(), 'Sign in')
    assert.equal(await cookieOf(page.context(), 'sessionid'), undefined)
  },

  async 'shows no private data on going back after sign-out'(world) {
    const page = await world.page()
    await signIn(page, 'ankit', 'sessions')
    await page.goto('/cart/')
    await follow(button(page, 'Add Cookie'))
    for (const path of ['/', '/inspect/', '/account/']) await page.goto(path)
    await follow(button(page, 'Sign out'))
    for (const path of ['/account/', '/inspect/', '/', '/cart/']) {
      // A page from the browser's cache fires no load event, so wait for its last element.
      await page.goBack({ waitUntil: 'commit' })
      await page.locator('footer').waitFor()
      assert.equal(new URL(page.url()).pathname, path)
      const html = await page.content()
      for (const trace of ['You are signed in', '_auth_user', 'Remove Cookie']) {
        assert.ok(!html.includes(trace), `${path}: ${trace}`)
      }
    }
  },

  async 'rejects a form opened before sign-in and explains how to retry'(world) {
    const context = await world.visitor()
    const [old, page] = [await context.newPage(), await context.newPage()]
    await old.goto('/set-session/')
    await signIn(page, 'ankit', 'sessions')
    await old.getByLabel('Name', { exact: true }).fill('Late')
    const response = await follow(button(old, 'Save name'))
    assert.equal(response.status(), 403)
    assert.match(await mainText(old), /Open the form again and send it once more/)
  },

  async 'redirects after sign-in only within the site'(world) {
    const page = await world.page()
    await page.goto('/account/?next=https://evil.example/')
    await enter(page, 'ankit', 'sessions')
    assert.equal(page.url(), `${world.site}/account/#main`)
    await follow(button(page, 'Sign out'))
    await page.goto('/account/?next=/cart/')
    await enter(page, 'ankit', 'sessions')
    assert.equal(page.url(), `${world.site}/cart/`)
  },

  async 'is off without demo accounts'(world) {
    const page = await world.page({ origin: world.brief })
    const response = await page.goto('/account/')
    assert.equal(response.status(), 200)
    assert.equal(await page.getByLabel('Password').count(), 0)
    assert.match(await mainText(page), /Demo accounts are turned off/)
  },
}

async function signIn(page, username, password) {
  await page.goto('/account/')
  return enter(page, username, password)
}

async function enter(page, username, password) {
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password').fill(password)
  return follow(button(page, 'Sign in'))
}

/** Returns pages of two browsers of one user without other sessions. */
async function signedInTwice(world) {
  const [first, second] = [await world.page(), await world.page()]
  await signIn(first, 'ankit', 'sessions')
  await endOthers(first)
  await signIn(second, 'ankit', 'sessions')
  await first.goto('/account/')
  return [first, second]
}

async function endOthers(page) {
  const others = page.getByRole('link', { name: 'End all other sessions' })
  if ((await others.count()) === 0) return
  await follow(others)
  assert.equal(await page.locator('h1').textContent(), 'End all other sessions?')
  await follow(button(page, 'End all other sessions'))
}

async function secrets(page) {
  const context = page.context()
  return {
    key: (await cookieOf(context, 'sessionid')).value,
    token: (await cookieOf(context, 'csrftoken')).value,
  }
}
