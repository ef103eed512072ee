// Holds: the picture of the emulator's browser tab.

/** Five petals on amber, so that the tab differs from the platform's at a glance. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="#ffe2a3"/><g fill="#5b63d3">${[0, 72, 144, 216, 288].map((turn) => `<ellipse cx="12" cy="7" rx="2.6" ry="3.8" transform="rotate(${turn} 12 12)"/>`).join('')}</g><circle cx="12" cy="12" r="2" fill="#fff"/></svg>`
