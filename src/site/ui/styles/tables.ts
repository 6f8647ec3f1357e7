/** Tables. On a phone, a \`stack\` table shows each row as a card with \`data-label\` before each value. */
export const tables = `
table { width: 100%; border-collapse: collapse; margin: 0 0 1rem }
caption { text-align: left; font-weight: 600; padding-bottom: .25rem }
th, td { padding: .5rem .75rem .5rem 0; text-align: left; vertical-align: top;
  border-bottom: 1px solid var(--line) }
thead th { color: var(--quiet); font-size: .875rem; font-weight: 600; vertical-align: bottom }
tbody th { font-weight: 600; min-width: 7rem }
thead th, .stack td { overflow-wrap: break-word }
tfoot :is(th, td) { border: 0; font-weight: 700 }
.middle :is(th, td) { vertical-align: middle }
.number { text-align: right; font-variant-numeric: tabular-nums }
.badge { display: inline-block; padding: 0 .6rem; border: 1px solid; border-radius: 1rem; font-size: .875rem;
  font-weight: 600; white-space: nowrap }
.badge.good { color: var(--accent) }
.badge.gray { color: var(--quiet) }
.badge.blue { color: var(--payload) }
.shelf { list-style: none; margin: 0 0 1rem; padding: 0 }
.shelf li { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; padding: .6rem 0;
  border-bottom: 1px solid var(--line) }
.shelf li > :first-child { flex: 1 1 12rem }
@media (max-width: 52rem) {
  .stack, .stack :is(caption, tbody, tfoot, tr, th, td) { display: block; width: auto }
  .stack thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
  .stack tr { padding: .5rem 0; border-bottom: 1px solid var(--line) }
  .stack :is(th, td) { border: 0; padding: .2rem 0; text-align: left }
  .stack td[data-label] { display: grid; grid-template-columns: minmax(6rem, 30%) minmax(0, 1fr); gap: .75rem }
  .stack td[data-label]::before { content: attr(data-label) / ''; color: var(--quiet); font-size: .875rem }
  .two-lines tr { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: center }
  .two-lines th { flex: 1 0 100% }
}
`
