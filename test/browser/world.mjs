// What a scenario has to itself: visitors of the sites, and what their browsers complained about.

/** Seconds that sessions live on the site for expiry. */
export const BRIEF_AGE = 6

/** Opens `/admin/sessions/` of the site. */
export const ADMIN_PASSWORD = 'open-sesame-for-tests'

/** Longest wait for anything on a page, in milliseconds. */
const PATIENCE = 10_000

const REPORT_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) => {
  console.error('CSP violation of ' + event.effectiveDirective + ' by ' + event.blockedURI)
})`

/** The part of a message that says a page itself, not what it loads, has a status of 400 or more. */
const OWN_STATUS = /^Failed to load resource: the server responded with a status of 4\d\d/

export class World {
  /** With demo accounts, and with an admin page. */
  site
  /** The site with sessions of a few seconds, without demo accounts and admin page. */
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

  /** Another visitor: a browser without cookies, whose complaints count. */
  async visitor({ origin = this.site, ...options } = {}) {
    const context = await this.stranger({ baseURL: origin, ...options })
    await context.addInitScript(REPORT_VIOLATIONS)
    context.on('page', (page) => this.#watch(page))
    return context
  }

  /** A page of another visitor. */
  async page(options = {}) {
    return (await this.visitor(options)).newPage()
  }

  /** A browser whose complaints do not count, for sites that are not ours. */
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

/** Presses a button or link, and waits for the page it leads to; returns its response. */
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

/** Options of a visitor from that address: the admin's sign-ins are counted for each. */
export function fromAddress(address) {
  return { extraHTTPHeaders: { 'CF-Connecting-IP': address } }
}

/** Signs in to the list of all sessions, on its page; returns the response. */
export async function enterAdmin(page, password = ADMIN_PASSWORD) {
  await page.goto('/admin/sessions/')
  await page.getByLabel('Password').fill(password)
  return follow(button(page, 'Sign in'))
}

/** Whether the administrator's list of such sessions has that key, in part, on one of its pages. */
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

/** The button of that name. */
export function button(page, name) {
  return page.getByRole('button', { name, exact: true })
}

/** The visible text of the page's own part, without the frame. */
export async function mainText(page) {
  // biome-ignore lint/performance/useDomNodeTextContent: what a person sees, line by line.
  return page.locator('main').innerText()
}

/** The cookie as the browser keeps it; `undefined` when it keeps none. */
export async function cookieOf(context, name) {
  return (await context.cookies()).find((cookie) => cookie.name === name)
}

/** Asks again and again until it is so. */
export async function until(what, isSo, patience = PATIENCE) {
  const deadline = Date.now() + patience
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`Expected within ${patience} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
