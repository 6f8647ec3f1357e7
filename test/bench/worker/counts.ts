import type { Bindings, Contender } from './contender.ts'
import { type Bill, Meter } from './meter.ts'
import { type Scenario, visitors } from './scenarios.ts'

/** What one request costs, and how many `Set-Cookie` headers it answers with. */
export interface Count extends Bill {
  cookies: number
}

/** Counts what one request of a scenario costs. The first of its kind goes before, uncounted. */
export async function count(
  contender: Contender,
  env: Bindings,
  scenario: Scenario,
): Promise<Count> {
  const meter = new Meter(env)
  const nextVisitor = await visitors(contender, meter.env, scenario)
  await (await nextVisitor()).get(scenario.path)
  const visitor = await nextVisitor()
  meter.bill()
  const { status, text, setCookies, statements } = await visitor.get(scenario.path)
  if (status !== 200) throw new Error(`${contender.name}: ${status} ${text}`)
  const bill = meter.bill()
  return { ...bill, statements: bill.statements + statements, cookies: setCookies.length }
}
