// A tour of every page of the site in each of its states.
import { button, enterAdmin, follow } from './world.mjs'

/** Takes the `page` of a new visitor from one state to the next and yields their names. */
export async function* tour(page) {
  for (const [name, path] of [
    ['home-empty', '/'],
    ['get-session-expired', '/get-session/'],
    ['inspect-empty', '/inspect/'],
    ['cart-empty', '/cart/'],
    ['preferences', '/preferences/'],
    ['account-sign-in', '/account/'],
    ['admin-sign-in', '/admin/sessions/'],
    ['not-found', '/nowhere/'],
    ['set-session', '/set-session/'],
    ['get-session', '/get-session/'],
    ['home', '/'],
    ['inspect', '/inspect/'],
    ['inspect-changed', '/inspect/?change=payload'],
    ['inspect-live', '/inspect/?live=5'],
  ]) {
    await page.goto(path)
    yield name
  }
  yield* wrongEntries(page)
  yield* filledCart(page)
  yield* signedIn(page)
  yield* admin(page)
}

async function* wrongEntries(page) {
  await page.goto('/set-session/')
  await page.getByLabel('Name', { exact: true }).fill('n'.repeat(120))
  await follow(button(page, 'Save name'))
  yield 'set-session-wrong'
  await page.goto('/account/')
  await enter(page, 'wrong')
  yield 'account-wrong'
  await page.goto('/set-session/')
  await page.context().clearCookies({ name: 'csrftoken' })
  await page.getByLabel('Name', { exact: true }).fill('Zoë')
  await follow(button(page, 'Save name'))
  yield 'refused'
}

async function* filledCart(page) {
  await page.goto('/cart/')
  for (const name of ['Cookie', 'Kitchen timer, 30 seconds', 'Table of one row']) {
    await follow(button(page, `Add ${name}`))
  }
  yield 'cart'
}

async function* signedIn(page) {
  await page.goto('/account/')
  await enter(page, 'cookies')
  yield 'account'
  await page.goto('/inspect/')
  yield 'inspect-long'
  await page.goto('/account/')
  await follow(button(page, 'Sign out'))
  yield 'account-signed-out'
}

async function enter(page, password) {
  await page.getByLabel('Username').fill('zoe')
  await page.getByLabel('Password').fill(password)
  await follow(page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }))
}

async function* admin(page) {
  await enterAdmin(page)
  yield 'admin'
  await follow(page.getByRole('link', { name: /^View/ }).first())
  yield 'admin-session'
  await page.goto('/admin/sessions/?live=5')
  yield 'admin-live'
  await page.goto('/admin/sessions/')
  await page.getByRole('checkbox').first().check()
  await follow(button(page, 'End…'))
  yield 'admin-end'
  await page.goto('/admin/sessions/clear/')
  yield 'admin-clear'
  await page.goto('/admin/sessions/?q=nobody-at-all')
  yield 'admin-none'
  await page.goto('/admin/sessions/?state=wrong')
  yield 'admin-refused'
}
