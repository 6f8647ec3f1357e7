/** The list of all sessions: filters, bars, pages. */
export const admin = `
.filters ul, .pager, .histogram ul { list-style: none; margin: 0; padding: 0 }
.filters ul { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1.5rem 0 1rem }
.filters a { display: inline-flex; align-items: center; gap: .5rem; min-height: 44px; padding: 0 1rem;
  border: 1px solid var(--line); border-radius: 1.5rem; color: var(--ink); text-decoration: none }
.filters a:hover { border-color: var(--accent) }
.filters a[aria-current] { border: 2px solid var(--accent); color: var(--accent); font-weight: 700 }
.filters span { color: var(--quiet); font-weight: 400; font-variant-numeric: tabular-nums }
.filters, .pager { overflow: visible }
search label { flex: 1 0 100% }
search input { flex: 1 1 12rem; min-width: 0 }
.pager { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1.5rem }
.pager a { display: inline-flex; align-items: center; min-height: 44px }
.histogram { margin: 1rem 0 1.5rem }
.histogram h2 { font-size: 1rem; margin: 0 0 .25rem }
.histogram li { display: grid; grid-template-columns: 10.5rem 4rem minmax(0, 1fr); gap: 0 .75rem;
  align-items: center; font-size: .9375rem }
.histogram svg { width: 100%; height: .75rem; border-bottom: 1px solid var(--line) }
.histogram rect { fill: var(--accent) }
.histogram > :first-child rect { fill: var(--quiet) }
.sessions { font-size: .9375rem }
.sessions :is(th, td) { padding-block: .15rem }
.sessions th a, .box { display: inline-flex; align-items: center; min-width: 44px; min-height: 44px }
.sessions .data { overflow-wrap: anywhere }
.sessions time { white-space: nowrap }
@media (max-width: 40rem) {
  .sessions :is(.pick, th) { display: inline-block; vertical-align: middle }
}
`
