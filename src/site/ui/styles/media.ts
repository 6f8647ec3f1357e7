/** Phones, forced colours and paper. */
export const media = `
@media (max-width: 62rem) {
  header { flex-wrap: wrap }
  .you { margin-left: auto }
  nav { order: 1; flex: 1 0 100%; margin: 0 0 .25rem; overflow: visible }
  nav, nav :is(ol, ul) { flex-wrap: wrap }
}
@media (max-width: 30rem) {
  h1 { font-size: 1.75rem }
  dl { grid-template-columns: minmax(0, 1fr); gap: 0 }
  dd { margin-bottom: .6rem }
}
@media (forced-colors: active) {
  .bar { border-color: CanvasText }
  .bar::before { background: Highlight; forced-color-adjust: none }
  .notices li, .key { border: 1px solid }
  .primary.primary { border-width: 3px }
}
@media print {
  :root:root { color-scheme: light }
  body { background: none }
  header, main, footer, .wide main { max-width: none }
  nav, .you, .skip, form, .links { display: none }
}
`
