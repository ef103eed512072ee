// Records: what a server sends to the platform, and every secret value that went out or came back.

/** Names under which codes, tokens and verifiers travel. */
const sentNames = /"(code|code_verifier|refresh_token|client_secret|app_secret)":"([^"]+)"/g
const receivedNames = /"(?:\w*_token|ticket|session_key)":"([^"]+)"/g

export interface Recorder {
  /** Addresses that were asked. */
  outgoing: string[]
  secrets: Set<string>
  fetch: typeof fetch
}

/** A fetch that remembers. `known` are secrets from the start. */
export function createRecorder(...known: string[]): Recorder {
  const outgoing: string[] = []
  const secrets = new Set<string>(known)
  return {
    outgoing,
    secrets,
    async fetch(input, init) {
      const request = new Request(input, init)
      outgoing.push(request.url)
      const sent = await request.clone().text()
      for (const [, , value] of sent.matchAll(sentNames)) secrets.add(value ?? '')
      for (const [name, value] of new URLSearchParams(sent)) {
        if (/^(code|code_verifier|refresh_token|token|client_secret)$/.test(name)) secrets.add(value)
      }
      const response = await fetch(request)
      const received = await response.clone().text()
      for (const [, value] of received.matchAll(receivedNames)) secrets.add(value ?? '')
      return response
    },
  }
}
