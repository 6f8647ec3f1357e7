/** The style sheet of every page: light and dark, from a phone's width on. */
export const styles = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#1d2620, #e6ede8);
  --quiet: light-dark(#56635b, #9fb0a6);
  --paper: light-dark(#fbfcfa, #141a17);
  --panel: light-dark(#ffffff, #1c2420);
  --line: light-dark(#dbe3dc, #313d36);
  --accent: light-dark(#0b6b43, #6fd6a3);
}
* { box-sizing: border-box }
body {
  margin: 0 auto; max-width: 44rem; min-height: 100vh; padding: 0 1.25rem;
  display: grid; grid-template-rows: auto 1fr auto; gap: 2rem;
  background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.6 system-ui, sans-serif;
}
header { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: baseline;
  padding: 1.25rem 0; border-bottom: 1px solid var(--line) }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem }
.brand { font-weight: 700; color: var(--ink); text-decoration: none; margin-right: auto }
a { color: var(--accent); text-underline-offset: .2em }
a:focus-visible, button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
h1, h2 { line-height: 1.2; text-wrap: balance; margin: 0 0 .75rem }
h1 { font-size: 2rem }
h2 { font-size: 1.5rem }
p { margin: 0 0 1rem }
.quiet { color: var(--quiet) }
.panel { background: var(--panel); border: 1px solid var(--line); border-radius: .75rem;
  padding: 1.25rem; margin: 1.5rem 0 }
.panel > :last-child { margin-bottom: 0 }
.links { display: flex; flex-wrap: wrap; gap: .75rem; padding: 0; margin: 1.5rem 0; list-style: none }
.links a { display: block; padding: .6rem 1rem; border: 1px solid var(--accent); border-radius: .5rem;
  text-decoration: none; font-weight: 600 }
.links a:hover { background: var(--accent); color: var(--paper) }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1.25rem; margin: 0 }
dt { color: var(--quiet) }
dd { margin: 0; overflow-wrap: anywhere }
code { font: .9375em ui-monospace, monospace; overflow-wrap: anywhere }
footer { padding: 1.25rem 0; border-top: 1px solid var(--line); color: var(--quiet); font-size: .9375rem }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; gap: 0 } dd { margin-bottom: .6rem } }
`
