/** Colours and text. `--key`, `--payload`, `--timestamp` and `--signature` name parts of a session. */
export const base = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#1d2620, #e6ede8);
  --quiet: light-dark(#56635b, #a3b3aa);
  --paper: light-dark(#fbfcfa, #141a17);
  --panel: light-dark(#ffffff, #1c2420);
  --line: light-dark(#d5ded7, #3d4a43);
  --field: light-dark(#77857c, #84958b);
  --accent: light-dark(#0b6b43, #6fd6a3);
  --on-accent: light-dark(#ffffff, #10241a);
  --alarm: light-dark(#a3261b, #ff9d8f);
  --on-alarm: light-dark(#ffffff, #330d08);
  --key: light-dark(#7a2a94, #dba6f2);
  --key-paper: light-dark(#f6ebfa, #35223d);
  --payload: light-dark(#1d4fd1, #9cbcff);
  --timestamp: light-dark(#855000, #f2be66);
  --signature: light-dark(#ad2260, #ff9fc6);
}
:root[data-theme=light] { color-scheme: light }
:root[data-theme=dark] { color-scheme: dark }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 system-ui, sans-serif;
  overflow-wrap: anywhere }
a { color: var(--accent); text-underline-offset: .2em }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; margin: 0 0 .75rem }
h1 { font-size: 2rem }
h2 { font-size: 1.375rem }
h3 { font-size: 1.0625rem }
p, ul, ol, dl { margin: 0 0 1rem }
code, pre { font: .9375em/1.5 ui-monospace, monospace; overflow-wrap: anywhere }
pre { margin: 0; white-space: pre-wrap }
:is(td, dd, .decoded) code { user-select: all }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .35rem 1.25rem }
dt { color: var(--quiet) }
dd { margin: 0 }
.quiet { color: var(--quiet) }
.wrong { color: var(--alarm) }
.lead { font-size: 1.1875rem; color: var(--quiet) }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap }
`
