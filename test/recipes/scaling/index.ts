import { d1Store, type SessionVariables, sessions } from 'edge-sessions'
import { type Context, Hono } from 'hono'
import { getCookie } from 'hono/cookie'

interface Visitor {
  visits: number
}

interface Bindings {
  EUROPE: D1Database
  ASIA: D1Database
  AMERICA: D1Database
  SECRET_KEY: string
}

const REGIONS = ['EUROPE', 'ASIA', 'AMERICA'] as const
type Region = (typeof REGIONS)[number]

const app = new Hono<{ Bindings: Bindings; Variables: SessionVariables<Visitor> }>()
app.use(
  sessions<Visitor>((c) => {
    const region = regionOf(c)
    const cookieName = cookieOf(region)
    return { store: d1Store(c.env[region]), cookieName, secretKey: c.env.SECRET_KEY }
  }),
)

app.get('/', async (c) => {
  const visits = await c.var.session.update('visits', (count = 0) => count + 1)
  return c.text(`You have been here ${visits} times.`)
})

/** Where the visitor's session is, by the name of its cookie; else the region they are in. */
function regionOf(c: Context): Region {
  return REGIONS.find((region) => getCookie(c, cookieOf(region))) ?? regionHere(c)
}

function regionHere(c: Context): Region {
  const continent = c.req.raw.cf?.continent
  if (continent === 'EU' || continent === 'AF') return 'EUROPE'
  return continent === 'AS' || continent === 'OC' ? 'ASIA' : 'AMERICA'
}

function cookieOf(region: Region): string {
  return `sessionid-${region.toLowerCase()}`
}

export default {
  fetch: app.fetch,
  async scheduled({ scheduledTime }, env, _ctx) {
    for (const region of REGIONS) await d1Store(env[region]).clearExpired(new Date(scheduledTime))
  },
} satisfies ExportedHandler<Bindings>
