import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { setTimeout as wait } from 'node:timers/promises'

const INTERVAL = 200
const TIMEOUT = 30_000

/**
 * Waits until the page answers.
 *
 * @returns `null`, or the problem if the page is a server error or never answers.
 */
export async function problemOfSite(url) {
  const deadline = Date.now() + TIMEOUT
  for (;;) {
    try {
      const { status, body } = await get(url)
      return status < 500 ? null : `${url} answers ${status}: ${readable(body)}`
    } catch (error) {
      if (Date.now() > deadline) return `${url} does not answer: ${error.message}`
    }
    await wait(INTERVAL)
  }
}

/** Fetches a page of this machine. Accepts wrangler's self-signed certificate. */
function get(url) {
  const request = url.startsWith('https:') ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const sent = request(url, { rejectUnauthorized: false, timeout: TIMEOUT }, async (response) => {
      try {
        let body = ''
        for await (const chunk of response.setEncoding('utf8')) body += chunk
        resolve({ status: response.statusCode, body })
      } catch (error) {
        reject(error)
      }
    })
    sent.on('timeout', () => sent.destroy(new Error('it took too long')))
    sent.on('error', reject)
    sent.end()
  })
}

/** Returns the text of a page's `<main>`, on one line. */
function readable(html) {
  const main = /<main[^>]*>(.*?)<\/main>/s.exec(html)?.[1] ?? html
  return main
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 500)
}
