// Draws: the flower of the product, five petals around a centre.

const petals = [0, 72, 144, 216, 288]
  .map((turn) => `<ellipse cx="12" cy="6.5" rx="3" ry="4.5" transform="rotate(${turn} 12 12)"/>`)
  .join('')

/** For use inside a page, in the colour of its surroundings; decoration only. */
export const flower = `<svg viewBox="0 0 24 24" fill="currentColor" aria-hidden="true" focusable="false">${petals}</svg>`

/** For the browser's tab. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="#3370ff">${petals}</svg>`
