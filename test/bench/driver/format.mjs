export function ratio(value) {
  return value === undefined ? '' : value.toFixed(2)
}

export function duration(microseconds) {
  return microseconds < 1000
    ? `${Math.round(microseconds)} µs`
    : `${(microseconds / 1000).toPrecision(3)} ms`
}

export function kilobytes(bytes) {
  return `${(bytes / 1024).toFixed(1)} KB`
}

export function count(number) {
  return number.toLocaleString('en')
}

/** ✓ for what should be so, ✗ for what is not, or how much was lost. */
export function finding(value) {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return value === 0 ? '✓' : `✗ ${value} lost`
  return value ? '✓' : '✗'
}
