/** The frame around every page, and the panels on it. */
export const frame = `
body { min-height: 100vh; display: grid; grid-template: auto 1fr auto / minmax(0, 1fr) }
header, main, footer { width: 100%; max-width: 48rem; margin: 0 auto; padding: 0 1.25rem }
header, .wide main, .wide footer { max-width: 72rem }
header { display: flex; align-items: center; gap: 0 1.5rem; font-size: .9375rem;
  border-bottom: 1px solid var(--line) }
header :is(a, button) { display: inline-flex; align-items: center; min-height: 44px; white-space: nowrap }
.brand { font-weight: 700; font-size: 1.0625rem; color: var(--ink); text-decoration: none }
nav { flex: 1; min-width: 0; display: flex; align-items: center; overflow-x: auto; scrollbar-width: none;
  padding: .25rem; margin: .25rem 0 }
nav :is(ol, ul) { display: flex; list-style: none; margin: 0 1rem 0 .25rem; padding: 0; counter-reset: step }
nav > span { color: var(--quiet); font-size: .8125rem; white-space: nowrap }
nav a { padding: 0 .6rem; color: var(--ink); text-decoration: none; border-radius: .5rem }
nav a:hover { background: var(--line) }
nav ol a { counter-increment: step }
nav ol a::before { content: counter(step) / ''; margin-right: .4rem; color: var(--quiet); font-size: .8125rem }
header [aria-current]:not(.brand) { font-weight: 700; color: var(--accent); text-decoration: underline;
  text-decoration-thickness: 2px; text-underline-offset: .4em }
.you { display: flex; align-items: center; gap: .75rem; white-space: nowrap }
.you b { max-width: 10rem; overflow: hidden; text-overflow: ellipsis }
main { padding-block: 2rem }
main:focus { outline: none }
footer { padding-block: 1.25rem; border-top: 1px solid var(--line); color: var(--quiet); font-size: .875rem }
footer p { margin: 0 }
footer ul { display: flex; flex-wrap: wrap; gap: 0 1.5rem; list-style: none; margin: 0; padding: 0 }
footer a { display: inline-flex; align-items: center; min-height: 44px; color: inherit }
.skip { position: absolute; left: -100vw; z-index: 1 }
.skip:focus { left: 1rem; top: .5rem; padding: .5rem 1rem; background: var(--panel) }
.panel { background: var(--panel); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem;
  margin: 1.5rem 0 }
.panel > :last-child { margin-bottom: 0 }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr)); gap: 1rem;
  list-style: none; padding: 0; margin: 1.5rem 0 }
.cards > * { background: var(--panel); border: 1px solid var(--line); border-radius: .75rem; padding: 1rem 1.25rem }
.cards > * > :last-child { margin-bottom: 0 }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1rem }
.columns > * { min-width: 0 }
figure { margin: 0 }
figcaption { font-weight: 600; margin-bottom: .25rem }
figure pre { font-size: .8125rem; background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem }
summary { display: inline-flex; align-items: center; min-height: 44px; color: var(--accent); font-weight: 600;
  cursor: pointer }
summary::before { content: '+' / ''; width: 1.2rem }
[open] > summary::before { content: '−' / '' }
.notices { list-style: none; margin: 0 0 1.5rem; padding: 0 }
.notices li { padding: .6rem 1rem; border-left: .3rem solid var(--accent); background: var(--panel) }
.notices .error, .notices .warning { border-color: var(--alarm) }
`
