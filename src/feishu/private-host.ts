// Tells: whether a host name points into a private network.

/** Blocks that no public service lives in (IANA special-purpose registry), as [first address, prefix length]. */
const privateBlocks: [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
]

const privateSuffixes = [
  'localhost',
  'local',
  'internal',
  'intranet',
  'lan',
  'home',
  'corp',
  'arpa',
  'test',
  'invalid',
]

function ipv4Number(host: string): number | undefined {
  if (!/^\d+(?:\.\d+){3}$/.test(host)) return undefined
  return host.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}

function isPrivateIpv4(address: number): boolean {
  return privateBlocks.some(([first, bits]) => {
    const size = 2 ** (32 - bits)
    return Math.floor(address / size) === Math.floor((ipv4Number(first) ?? 0) / size)
  })
}

// Only 2000::/3 is public. Without it go loopback, link-local, unique local, and IPv4 in disguise (::ffff:, 64:ff9b::).
function isPrivateIpv6(host: string): boolean {
  const [first = '', second = ''] = host.slice(1, -1).split(':')
  const a = Number.parseInt(first || '0', 16)
  const b = Number.parseInt(second || '0', 16)
  if (a < 0x2000 || a > 0x3fff) return true
  if (a === 0x2002) return true // 6to4 carries an IPv4 address
  if (a === 0x2001 && (b < 0x0200 || b === 0x0db8)) return true // Teredo and other protocols; documentation
  return a === 0x3fff && b < 0x1000 // documentation
}

/**
 * Takes the `hostname` of a parsed URL (which has already turned `0x7f.1` into `127.0.0.1`).
 * A name without a dot counts as private: only an internal resolver knows it.
 */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/\.+$/, '')
  if (host.startsWith('[')) return isPrivateIpv6(host)
  const address = ipv4Number(host)
  if (address !== undefined) return isPrivateIpv4(address)
  const labels = host.split('.')
  return labels.length < 2 || privateSuffixes.includes(labels.at(-1) ?? '')
}
