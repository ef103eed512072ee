// Draws: a QR code that a camera can read, as one path of an SVG picture.
import { encode } from 'uqr'
import { type Fragment, html } from './html.ts'

/** Light modules around the code: the standard asks for four. */
const border = 4

/** Black on white whatever the theme: many readers refuse anything else. */
export function qrPicture(text: string, label: string): Fragment {
  const { data, size } = encode(text, { ecc: 'M', border })
  const modules = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
  return html`<svg class="picture" viewBox="0 0 ${size} ${size}" width="250" height="250" role="img" aria-label="${label}" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path fill="#000" d="${modules.join('')}"/></svg>`
}
