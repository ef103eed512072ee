// Remembers: what each person has agreed to, per app. Grants grow until the person withdraws them.

export interface Grants {
  /** True once the person has confirmed this app at all, be it for identity alone. */
  known(appId: string, person: number): boolean
  of(appId: string, person: number): string[]
  add(appId: string, person: number, scopes: readonly string[]): void
  /** The apps that the person has confirmed. */
  appsOf(person: number): string[]
  withdraw(appId: string, person: number): void
  clear(): void
}

export function createGrants(): Grants {
  const grants = new Map<string, Set<string>>()
  const key = (appId: string, person: number) => `${appId}:${person}`
  return {
    known: (appId, person) => grants.has(key(appId, person)),
    of: (appId, person) => [...(grants.get(key(appId, person)) ?? [])],
    add(appId, person, scopes) {
      const before = grants.get(key(appId, person)) ?? []
      grants.set(key(appId, person), new Set([...before, ...scopes]))
    },
    appsOf: (person) =>
      [...grants.keys()].flatMap((name) => {
        const [appId = '', index] = name.split(':')
        return index === `${person}` ? [appId] : []
      }),
    withdraw: (appId, person) => void grants.delete(key(appId, person)),
    clear: () => grants.clear(),
  }
}
