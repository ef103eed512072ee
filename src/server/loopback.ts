// Recognises: names of this machine.

/** `hostname` as URL gives it: IPv6 in brackets, IPv4 in dotted form. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}
