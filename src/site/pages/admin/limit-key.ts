import { expandIPv6 } from 'hono/utils/ipaddr'

/** The length of the first four groups, expanded. */
const NETWORK_LENGTH = '0000:0000:0000:0000'.length

/**
 * Returns the key that the rate limit counts a client by: its IPv4 address, or the /64 network of
 * its IPv6 address, because a subscriber has a whole network.
 *
 * @param address The `CF-Connecting-IP` header.
 */
export function limitKey(address: string | undefined): string {
  if (address === undefined) return 'unknown address'
  if (!isIPv6(address)) return address
  return `${expandIPv6(address).slice(0, NETWORK_LENGTH).toLowerCase()}::/64`
}

/** Whether a string is an IPv6 address without an IPv4 part. A proxy may pass on any string. */
function isIPv6(address: string): boolean {
  return !address.includes('.') && URL.canParse(`http://[${address}]`)
}
