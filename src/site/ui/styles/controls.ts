/** Buttons and fields. A page has one `primary` button. `danger` ends or deletes something. */
export const controls = `
form { margin: 0 }
.row { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center; margin: 0 0 1rem }
.links { display: flex; flex-wrap: wrap; gap: .75rem; padding: 0; margin: 1.5rem 0; list-style: none }
.links a, .button, button { display: inline-flex; align-items: center; justify-content: center; min-height: 44px;
  padding: .5rem 1rem; border: 1px solid var(--accent); border-radius: .5rem; background: none;
  color: var(--accent); font: inherit; font-weight: 600; text-decoration: none; cursor: pointer }
:is(.links a, .button, button):hover { background: color-mix(in srgb, var(--accent) 14%, transparent) }
.primary.primary { background: var(--accent); color: var(--on-accent) }
.primary.primary:hover { background: color-mix(in srgb, var(--accent) 85%, var(--ink)) }
.danger.danger { border-color: var(--alarm); color: var(--alarm) }
.danger.danger:hover { background: var(--alarm); color: var(--on-alarm) }
button.plain { border-color: var(--field); color: var(--ink); font-weight: 400 }
button.link { border: 0; padding: 0; background: none; font-weight: 400; text-decoration: underline;
  text-underline-offset: .2em; min-height: 44px }
input { font: inherit; color: inherit; background: var(--paper); padding: .45rem .6rem;
  border: 1px solid var(--field); border-radius: .5rem; max-width: 100%; min-height: 44px }
input[type=radio], input[type=checkbox] { min-height: auto; width: 1.15rem; height: 1.15rem; margin: 0;
  accent-color: var(--accent) }
input[type=number] { width: 5rem }
[aria-invalid=true] { border: 2px solid var(--alarm) }
fieldset { border: 0; padding: 0; margin: 0 0 1rem; min-width: 0 }
legend { font-weight: 600; padding: 0 }
[role=alert] { color: var(--alarm); font-weight: 600 }
.choice { display: flex; align-items: center; gap: .5rem; min-height: 44px }
.fields { display: grid; gap: .35rem; max-width: 20rem; margin: 1.5rem 0 }
.fields button { margin-top: .65rem; justify-self: start }
`
