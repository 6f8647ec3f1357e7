// The world of one scenario: visitors of the sites, and the errors of their browsers.

/** Seconds that sessions live on the site for expiry. */
export const BRIEF_AGE = 6

/** The password of `/admin/sessions/` on the site. */
export const ADMIN_PASSWORD = 'open-sesame-for-tests'

/** Timeout for anything on a page, in milliseconds. */
const PATIENCE = 10_000

const REPORT_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) => {
  console.error('CSP violation of ' + event.effectiveDirective + ' by ' + event.blockedURI)
})`

/** A console message about a response with a 4xx status. */
const OWN_STATUS = /^Failed to load resource: the server responded with a status of 4\d\d/

export class World {
  /** The site with demo accounts and the admin page. */
  site
  /** The site with sessions of a few seconds, without demo accounts and the admin page. */
  brief
  /** Errors and warnings of the browsers. */
  complaints = []
  #browser
  #contexts = []

  constructor(browser, { site, brief }) {
    this.#browser = browser
    this.site = site
    this.brief = brief
  }

  /** Returns a new visitor: a browser without cookies, whose errors fail the scenario. */
  async visitor({ origin = this.site, ...options } = {}) {
    const context = await this.stranger({ baseURL: origin, ...options })
    await context.addInitScript(REPORT_VIOLATIONS)
    context.on('page', (page) => this.#watch(page))
    return context
  }

  /** Returns a page of a new visitor. */
  async page(options = {}) {
    return (await this.visitor(options)).newPage()
  }

  /** Returns a browser whose errors are ignored, for pages of other sites. */
  async stranger(options = {}) {
    const context = await this.#browser.newContext({ locale: 'en', ...options })
    context.setDefaultTimeout(PATIENCE)
    this.#contexts.push(context)
    return context
  }

  async close() {
    await Promise.all(this.#contexts.map((context) => context.close()))
  }

  #watch(page) {
    const refused = new Set()
    page.on('response', (response) => {
      if (response.status() >= 500) this.complaints.push(`${response.status()} ${response.url()}`)
      else if (response.status() >= 400 && response.request().isNavigationRequest()) {
        refused.add(response.url())
      }
    })
    page.on('pageerror', (error) => this.complaints.push(String(error)))
    page.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type())) return
      if (OWN_STATUS.test(message.text()) && refused.has(message.location().url)) return
      this.complaints.push(`${page.url()}: ${message.text()}`)
    })
  }
}

/** Clicks a button or link, waits for the next page and returns its response. */
export async function follow(locator) {
  const page = locator.page()
  const [response] = await Promise.all([
    page.waitForResponse(
      (response) => response.request().isNavigationRequest() && !isRedirect(response.status()),
    ),
    page.waitForEvent('load'),
    locator.click(),
  ])
  return response
}

function isRedirect(status) {
  return status >= 300 && status < 400
}

/** Returns the options of a visitor from this address. Admin sign-ins are limited per address. */
export function fromAddress(address) {
  return { extraHTTPHeaders: { 'CF-Connecting-IP': address } }
}

/** Signs in to the list of all sessions and returns the response. */
export async function enterAdmin(page, password = ADMIN_PASSWORD) {
  await page.goto('/admin/sessions/')
  await page.getByLabel('Password').fill(password)
  return follow(button(page, 'Sign in'))
}

/** Returns whether the administrator's list in this state contains the start of the key. */
export async function isListed(page, state, key) {
  await page.goto(`/admin/sessions/?state=${state}`)
  const line = page.getByText(`${key.slice(0, 4)}…`, { exact: true })
  const next = page.getByRole('link', { name: 'Next', exact: true })
  while ((await line.count()) === 0) {
    if ((await next.count()) === 0) return false
    await follow(next)
  }
  return true
}

/** Returns the button with this name. */
export function button(page, name) {
  return page.getByRole('button', { name, exact: true })
}

/** Returns the visible text of `main`. */
export async function mainText(page) {
  // biome-ignore lint/performance/useDomNodeTextContent: what a person sees, line by line.
  return page.locator('main').innerText()
}

/** Returns the stored cookie, or `undefined` if it is missing. */
export async function cookieOf(context, name) {
  return (await context.cookies()).find((cookie) => cookie.name === name)
}

/** Polls until the condition holds. */
export async function until(what, isSo, patience = PATIENCE) {
  const deadline = Date.now() + patience
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`Expected within ${patience} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
