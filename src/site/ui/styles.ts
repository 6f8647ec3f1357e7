/** The style sheet of every page, in light and dark, from the width of a phone up. */
export const styles = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#1d2620, #e6ede8);
  --quiet: light-dark(#56635b, #9fb0a6);
  --paper: light-dark(#fbfcfa, #141a17);
  --panel: light-dark(#ffffff, #1c2420);
  --line: light-dark(#dbe3dc, #4d5b53);
  --accent: light-dark(#0b6b43, #6fd6a3);
  --on-accent: light-dark(#ffffff, #10241a);
  --alarm: light-dark(#a3261b, #ff9d8f);
}
:root[data-theme=light] { color-scheme: light }
:root[data-theme=dark] { color-scheme: dark }
* { box-sizing: border-box }
body {
  margin: 0 auto; max-width: 48rem; min-height: 100vh; padding: 0 1.25rem;
  display: grid; grid-template: auto 1fr auto / minmax(0, 1fr); gap: 2rem;
  background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.6 system-ui, sans-serif; overflow-wrap: anywhere;
}
header { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: baseline;
  padding: .75rem 0; border-bottom: 1px solid var(--line) }
nav { display: flex; flex-wrap: wrap; gap: 0 1.25rem }
header a { display: inline-flex; align-items: center; min-height: 44px }
.brand { font-weight: 700; color: var(--ink); text-decoration: none; margin-right: auto }
.skip { position: absolute; left: -100vw }
.skip:focus { left: 1rem; top: .5rem; padding: .5rem 1rem; background: var(--panel) }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap }
a { color: var(--accent); text-underline-offset: .2em }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
h1, h2 { line-height: 1.2; text-wrap: balance; margin: 0 0 .75rem }
h1 { font-size: 2rem }
h2 { font-size: 1.5rem }
p { margin: 0 0 1rem }
.quiet { color: var(--quiet) }
.panel { background: var(--panel); border: 1px solid var(--line); border-radius: .75rem;
  padding: 1.25rem; margin: 1.5rem 0 }
.panel > :last-child { margin-bottom: 0 }
.links { display: flex; flex-wrap: wrap; gap: .75rem; padding: 0; margin: 1.5rem 0; list-style: none }
.links a, button { display: inline-flex; align-items: center; min-height: 44px; padding: .5rem 1rem; border: 1px solid var(--accent);
  border-radius: .5rem; background: none; color: var(--accent); font: inherit; font-weight: 600;
  text-decoration: none; cursor: pointer }
.links a:hover, button:hover { background: var(--accent); color: var(--on-accent) }
button.plain { border-color: var(--line); color: var(--ink); font-weight: 400 }
button.plain:hover { background: var(--line); color: var(--ink) }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .35rem 1.25rem; margin: 0 }
dt { color: var(--quiet) }
dd { margin: 0; overflow-wrap: anywhere }
code { font: .9375em ui-monospace, monospace; overflow-wrap: anywhere }
table { width: 100%; border-collapse: collapse }
th, td { padding: .5rem .5rem .5rem 0; text-align: left; vertical-align: middle;
  border-bottom: 1px solid var(--line) }
form { margin: 0 }
.row { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center }
input, select { font: inherit; color: inherit; background: var(--paper); padding: .45rem .6rem;
  border: 1px solid var(--quiet); border-radius: .5rem; max-width: 100%; min-height: 44px }
input[type=radio] { min-height: auto; margin: 0 }
[aria-invalid=true] { border: 2px solid var(--alarm) }
input[type=number] { width: 5rem }
fieldset { border: 0; padding: 0; margin: 0 0 1rem }
legend { font-weight: 600; padding: 0 }
[role=alert] { color: var(--alarm); font-weight: 600 }
.notices { list-style: none; margin: 0 0 1.5rem; padding: 0 }
.notices li { padding: .6rem 1rem; border-left: .3rem solid var(--accent); background: var(--panel) }
.notices .error, .notices .warning { border-color: var(--alarm) }
footer { padding: 1.25rem 0; border-top: 1px solid var(--line); color: var(--quiet); font-size: .9375rem }
@media (max-width: 30rem) { dl { grid-template-columns: minmax(0, 1fr); gap: 0 } dd { margin-bottom: .6rem } }

.shelf { list-style: none; margin: 0 0 1rem; padding: 0 }
.shelf li { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center;
  padding: .6rem 0; border-bottom: 1px solid var(--line) }
.shelf li > :first-child { flex: 1 1 12rem }
.choice { display: flex; align-items: center; gap: .5rem; min-height: 44px }

/* /account/, /admin/sessions/ */
.fields { display: grid; gap: .35rem; max-width: 20rem; margin: 1.5rem 0 }
.fields button { margin-top: .65rem; justify-self: start }

/* /get-session/: counts down without a script; the page itself says from where. */
@property --seconds { syntax: '<integer>'; inherits: true; initial-value: 0 }
.countdown { display: grid; grid-template-columns: minmax(0, 1fr) }
.countdown > * { grid-area: 1 / 1 }
.live { animation: vanish 0s var(--left) forwards }
.gone { visibility: hidden; animation: appear 0s var(--left) forwards }
.over [role=status] { font-size: 1.5rem; font-weight: 700; margin: 0 }
.left { animation: count var(--left) linear forwards; counter-reset: seconds var(--seconds) }
.left::before { content: counter(seconds) ' seconds left' }
.bar { height: .75rem; border: 1px solid var(--quiet); border-radius: .4rem; background: var(--panel); overflow: hidden; margin: 0 0 1rem }
.bar::before { content: ''; display: block; height: 100%; width: var(--part); background: var(--accent);
  animation: drain var(--left) linear forwards }
@keyframes count { from { --seconds: var(--from) } to { --seconds: 0 } }
@keyframes drain { to { width: 0 } }
@keyframes vanish { to { visibility: hidden } }
@keyframes appear { to { visibility: visible } }

/* /inspect/ */
.inspector { table-layout: fixed; margin-bottom: 1rem }
.inspector caption { text-align: left; font-weight: 600 }
.inspector :is(th, td) { font-weight: 400; overflow-wrap: anywhere; vertical-align: top }
pre { margin: 0; font: .9375em/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere }
.wrong { color: var(--alarm) }

@media (forced-colors: active) {
  .bar { border-color: CanvasText }
  .bar::before { background: Highlight; forced-color-adjust: none }
  .notices li { border: 1px solid }
}
@media print {
  :root:root { color-scheme: light }
  body { max-width: none; background: none }
  header nav, .skip, form, .links { display: none }
}
`
