// Compares: origins that may differ in the loopback name alone.

const loopback = /^(localhost|127\.0\.0\.1|\[::1\])$/

/** Whether two origins are one server under the loopback names of this machine. */
export function isSameServer(one: string, other: string): boolean {
  if (one === other) return true
  if (!URL.canParse(one) || !URL.canParse(other)) return false
  const [a, b] = [new URL(one), new URL(other)]
  return (
    loopback.test(a.hostname) && loopback.test(b.hostname) && a.port === b.port && a.protocol === b.protocol
  )
}
