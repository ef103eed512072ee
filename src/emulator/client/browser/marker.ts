// Reads: the mark of the console's frame, and says which window around a page is trusted to be the client.
import { type Marker, markerPrefix } from './messages.ts'
import { isSameServer } from './same-server.ts'

export function readMarker(): Marker | undefined {
  if (!window.name.startsWith(markerPrefix)) return undefined
  try {
    return JSON.parse(window.name.slice(markerPrefix.length)) as Marker
  } catch {
    return undefined
  }
}

/**
 * Origin of the frame, to send messages to. Only the emulator that served the script is trusted. It may be open under
 * the other loopback name, so the marker's origin counts when nothing but that name differs.
 */
export function targetOrigin(script: URL, marker: Marker): string | undefined {
  if (!isSameServer(script.origin, marker.origin)) return undefined
  return URL.canParse(marker.origin) ? new URL(marker.origin).origin : undefined
}
