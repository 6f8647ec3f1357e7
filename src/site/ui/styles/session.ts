/** The parts of a session: the key, the data, and the time that is left. */
export const session = `
.key { color: var(--key); background: var(--key-paper); border-radius: .25rem; padding: .05em .3em;
  font-weight: 600 }
.payload { color: var(--payload); text-decoration: underline solid 2px; text-underline-offset: .25em }
.timestamp { color: var(--timestamp); text-decoration: underline dotted 2px; text-underline-offset: .25em }
.signature { color: var(--signature); text-decoration: underline dashed 2px; text-underline-offset: .25em }
.cards > .payload, .cards > .timestamp, .cards > .signature { color: inherit; text-decoration: none;
  border-top: .25rem solid }
.cards > .payload { border-top-color: var(--payload) }
.cards > .timestamp { border-top-color: var(--timestamp) }
.cards > .signature { border-top-color: var(--signature) }
.sql { display: block; margin: 0 0 .75rem; color: var(--quiet) }

/* Counts down without a script. The page sets --left, --from and --part. */
@property --seconds { syntax: '<integer>'; inherits: true; initial-value: 0 }
.countdown { display: grid; grid-template-columns: minmax(0, 1fr) }
.countdown > * { grid-area: 1 / 1 }
.live { animation: vanish 0s var(--left) forwards }
.over { pointer-events: none; opacity: 0; animation: appear 0s var(--left) forwards }
.gone { pointer-events: auto; visibility: hidden; animation: appear 0s var(--left) forwards }
.over [role=status] { font-size: 1.5rem; font-weight: 700; margin: 0 0 .5rem }
.left { animation: count var(--left) linear forwards; counter-reset: seconds var(--seconds) }
.left::before { content: counter(seconds) }
.bar { height: .75rem; border: 1px solid var(--field); border-radius: .4rem; background: var(--panel);
  overflow: hidden; margin: 0 0 .5rem }
.bar::before { content: ''; display: block; height: 100%; width: var(--part); background: var(--accent);
  animation: drain var(--left) linear forwards }
@keyframes count { from { --seconds: var(--from) } to { --seconds: 0 } }
@keyframes drain { to { width: 0 } }
/* With forced colours, hidden text still has a backplate, which opacity removes. */
@keyframes vanish { to { visibility: hidden; opacity: 0 } }
@keyframes appear { to { visibility: visible; opacity: 1 } }

.timeline { display: flex; flex-wrap: wrap; gap: .25rem 2rem; list-style: none; padding: 0 }
.timeline li { border-left: .25rem solid var(--line); padding-left: .6rem; font-size: .9375rem }
.timeline b { display: block }
.timeline .now { border-color: var(--accent) }
.loop { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 9.5rem), 1fr)); gap: 1rem;
  list-style: none; padding: 0; counter-reset: loop }
.loop li { counter-increment: loop; padding: 1rem; background: var(--panel); border: 1px solid var(--line);
  border-radius: .75rem }
.loop .here { border: 2px solid var(--accent); padding: calc(1rem - 1px) }
.loop h3 { margin: .5rem 0 .25rem }
.loop h3::before { content: counter(loop) ' ' }
.loop p { font-size: .9375rem; margin: 0 0 .25rem }
.loop svg { display: block; max-width: 100% }
.loop .line { fill: none; stroke: var(--field); stroke-width: 2 }
.loop .data { fill: var(--payload); font: 600 12px ui-monospace, monospace; text-anchor: middle }
.loop .crumbs { stroke: var(--ink); stroke-width: 4; stroke-linecap: round }
.loop .cookie { fill: none; stroke: var(--timestamp); stroke-width: 3 }
.loop .keyed { fill: var(--key) }
.loop .filled { fill: var(--payload) }
.loop .faint { fill: var(--line) }
.loop .hand { fill: none; stroke: var(--alarm); stroke-width: 3; stroke-linecap: round }
`
