const GROUPS = 8
const NETWORK_GROUPS = 4

/**
 * Returns what the rate limit counts a client by: its IPv4 address, or the /64 network of its IPv6
 * address, because a subscriber has a whole network of them.
 *
 * @param address The `CF-Connecting-IP` header.
 */
export function limitKey(address: string | undefined): string {
  if (address === undefined) return 'unknown address'
  if (!address.includes(':') || address.includes('.')) return address
  const [head = '', tail] = address.split('::')
  const first = groupsOf(head)
  const last = tail === undefined ? [] : groupsOf(tail)
  const zeros = Array.from({ length: Math.max(0, GROUPS - first.length - last.length) }, () => '0')
  const network = [...first, ...zeros, ...last].slice(0, NETWORK_GROUPS)
  return `${network.join(':')}::/64`
}

/** Groups without leading zeros, so that one network has one spelling. */
function groupsOf(text: string): string[] {
  if (text === '') return []
  return text.split(':').map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
}
