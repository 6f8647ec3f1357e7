// Forms that other origins send on behalf of the visitor.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { cookieOf } from '../world.mjs'

/** The forged forms: a path of the site and the fields. */
const FORGERIES = [
  ['/set-session/', { name: 'Mallory' }],
  ['/cart/add/', { product: 'cookie' }],
  ['/cart/empty/', {}],
  ['/preferences/', { theme: 'dark', language: 'de' }],
]

export default {
  async 'rejects forms from another site, which change nothing'(world) {
    await withEvil(async (port) => refuses(world, `http://127.0.0.1:${port}`))
  },

  async 'rejects forms from another port of the host, although cookies are sent'(world) {
    await withEvil(async (port) => refuses(world, `http://localhost:${port}`))
  },

  async 'rejects a form without an origin'(world) {
    const { context, page } = await victim(world)
    await page.goto('about:blank')
    await page.setContent(formTo(world.site, '/set-session/', { name: 'Mallory' }))
    await send(page)
    await stillAnkit(context)
  },

  async 'rejects a form with a guessed token'(world) {
    const { context, page } = await victim(world)
    await page.goto('/set-session/')
    await page.evaluate(() => {
      const name = document.querySelector('#name')
      name.value = 'Mallory'
      name.form.elements.csrfmiddlewaretoken.value = 'x'.repeat(64)
    })
    await page.getByRole('button', { name: 'Save name' }).click()
    await page.getByRole('heading', { name: 'Please send that again' }).waitFor()
    await stillAnkit(context)
  },

  async 'blocks requests by a script on another port'(world) {
    await withEvil(async (port) => {
      const { context, page } = await victim(world)
      await page.goto(`http://localhost:${port}/`)
      const isAnswered = await page.evaluate((address) => {
        const body = new URLSearchParams({ name: 'Mallory' })
        const options = { method: 'POST', mode: 'no-cors', credentials: 'include', body }
        return fetch(address, options).then(
          () => true,
          () => false,
        )
      }, `${world.site}/set-session/`)
      assert.equal(isAnswered, false)
      const isReadable = await page.evaluate(
        (address) =>
          fetch(address, { credentials: 'include' }).then(
            () => true,
            () => false,
          ),
        `${world.site}/get-session/`,
      )
      assert.equal(isReadable, false)
      await stillAnkit(context)
    })
  },

  async 'forbids framing by another origin'(world) {
    await withEvil(async (port) => {
      const { page } = await victim(world)
      await page.goto(`http://localhost:${port}/`)
      await page.setContent(`<iframe src="${world.site}/cart/"></iframe>`)
      await page.waitForLoadState('networkidle')
      const frame = page.frames().at(-1)
      assert.ok(!(await frame.content()).includes('Products'))
    })
  },

  async 'keeps the session on following a link from another site'(world) {
    await withEvil(async (port) => {
      const { page } = await victim(world)
      await page.goto(`http://127.0.0.1:${port}/`)
      await page.setContent(`<a href="${world.site}/get-session/">there</a>`)
      await page.getByRole('link').click()
      await page.getByRole('heading', { name: 'Hello, Ankit' }).waitFor()
    })
  },
}

async function refuses(world, evil) {
  const { context, page } = await victim(world)
  const before = await cookieOf(context, 'csrftoken')
  for (const [path, fields] of FORGERIES) {
    await page.goto(`${evil}/`)
    await page.setContent(formTo(world.site, path, fields))
    await send(page)
    assert.equal(page.url(), world.site + path)
  }
  await stillAnkit(context)
  assert.equal((await cookieOf(context, 'csrftoken')).value, before.value)
}

/** Returns a visitor with a session and a cart. Browser errors on other sites' pages are ignored. */
async function victim(world) {
  const context = await world.stranger({ baseURL: world.site, colorScheme: 'light' })
  const page = await context.newPage()
  await page.goto('/cart/')
  await page.getByRole('button', { name: 'Add Spare key' }).click()
  await page.getByText('Your cart is kept').waitFor()
  await page.goto('/set-session/')
  return { context, page }
}

function formTo(site, path, fields) {
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input name=${name} value=${value}>`,
  )
  return `<form method=post action="${site}${path}">${inputs.join('')}<button>Win!</button></form>`
}

async function send(page) {
  await page.getByRole('button', { name: 'Win!' }).click()
  await page.getByRole('heading', { name: 'Please send that again' }).waitFor()
}

async function stillAnkit(context) {
  const page = await context.newPage()
  await page.goto('/get-session/')
  assert.equal(await page.locator('h2').first().textContent(), 'Hello, Ankit')
  assert.equal(await page.locator('html').getAttribute('lang'), 'en')
  await page.goto('/cart/')
  assert.equal(await page.getByLabel('Quantity of Spare key', { exact: true }).inputValue(), '1')
  assert.equal(await page.getByLabel('Quantity of Cookie', { exact: true }).count(), 0)
}

/** Runs with a server of another site and stops it afterwards. */
async function withEvil(run) {
  const server = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html')
    response.end('<title>Somebody else</title>')
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    await run(server.address().port)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}
