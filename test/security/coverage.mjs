// `npm run check:advisories`: checks that a test names every advisory of the list, unless it cannot
// apply. Exactly one or the other, so that neither list goes stale.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')

/** Advisories of other session, cookie and CSRF libraries. */
const ADVISORIES = `
  CVE-2025-46336 CVE-2025-32441 CVE-2024-35220 CVE-2024-31999 CVE-2018-1000814 CVE-2021-41268
  GHSA-xg6x-h9c9-2m83 CVE-2024-38513 CVE-2018-1000519 CVE-2022-25896 CVE-2023-29019 CVE-2023-46733
  CVE-2018-11385 CVE-2015-3982 CVE-2025-66630 CVE-2019-16782 CVE-2020-5224 CVE-2011-0698
  CVE-2025-61686 GHSA-9583-h5hc-x8cw GO-2024-2730 CVE-2024-3400 CVE-2011-4136 CVE-2020-13254
  CVE-2015-5143 CVE-2015-5963 CVE-2015-5964 CVE-2016-4423 CVE-2018-11386 CVE-2026-35192
  CVE-2023-30861 CVE-2026-27205 CVE-2014-1418 CVE-2026-6907 CVE-2014-0473 CVE-2024-26144
  CVE-2022-24894 CVE-2026-24472 CVE-2026-44457 CVE-2026-39324 CVE-2013-0263 CVE-2018-1000119
  CVE-2018-15133 CVE-2019-10911 CVE-2020-36564 CVE-2024-28176 CVE-2024-28180 CVE-2026-39373
  CVE-2022-36083 CVE-2017-18589 GHSA-q5pr-72pq-83v3 CVE-2026-25899 CVE-2026-22817 CVE-2026-47673
  CVE-2026-29086 CVE-2026-47675 CVE-2026-56762 CVE-2024-47764 CVE-2026-39410 CVE-2020-8184
  CVE-2023-23934 CVE-2016-7401 CVE-2018-25060 CVE-2022-39284 GHSA-v8w9-8mx6-g223 CVE-2024-43787
  CVE-2024-48913 CVE-2022-24895 CVE-2018-11406 CVE-2018-6009 CVE-2023-45128 CVE-2023-45141
  CVE-2020-8166 CVE-2014-9720 CVE-2025-24358 CVE-2025-47909 CVE-2025-46721 CVE-2025-47910
  CVE-2026-22030 CVE-2026-45075 CVE-2011-4140 CVE-2017-16653`
  .trim()
  .split(/\s+/)

/** The reasons why an advisory or a requirement cannot apply here, or is met in another way. */
const NOT_APPLICABLE = {
  'GHSA-xg6x-h9c9-2m83': 'a session has no second copy whose rights could differ',
  'CVE-2019-16782':
    'the key is looked up by an index, as in Django; timing reveals nothing about 165 random bits',
  'OWASP name fingerprinting':
    'the cookie has the name that Django gives it, so that both can read it; a setting',
  'OWASP log unknown keys':
    'an unknown key looks like an expired one, which every visitor has at times',
  'ASVS 3.4.1': 'the site decides about HSTS: SECURE_HSTS_SECONDS',
  'ASVS 7.1.1, 7.1.2':
    'documentation: the README of sessions names the timeouts and where they differ from NIST',
  'ASVS 7.5.1': 'the demo has no login data to change',
  'NIST COOK-09':
    'the cookie holds only a key; with signed cookies the application decides what it holds',
  'NIST SESS-05': 'no "remember me" is offered',
  'NIST SESS-18': 'SECURE_SSL_REDIRECT and HSTS; a cookie set on https is Secure',
}

const tests = readdirSync(ROOT, { recursive: true })
  .filter((path) => /\.test\.tsx?$/.test(path) && !path.includes('node_modules'))
  .map((path) => readFileSync(join(ROOT, path), 'utf8'))
  .join('\n')

const missing = ADVISORIES.filter((id) => !(id in NOT_APPLICABLE) && !tests.includes(id))
const contradictory = ADVISORIES.filter((id) => id in NOT_APPLICABLE && tests.includes(id))

for (const id of missing) console.error(`${id}: no test names it`)
for (const id of contradictory) console.error(`${id}: a test names it, but it is not applicable`)
if (missing.length + contradictory.length > 0) process.exit(1)
console.log(`${ADVISORIES.length} advisories are named by a test or not applicable`)
