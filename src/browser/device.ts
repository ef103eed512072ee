// Tells: whether a QR code on this screen is of use to the person in front of it.

/**
 * False on the phone or tablet that would have to scan it, and in a client without JSSDK, which knows the person.
 * Only a wish for a QR code asks this, and the redirect works everywhere, so that a wrong name does no harm.
 */
export const canShowQr = (window: Pick<Window, 'navigator'> & Partial<Pick<Window, 'matchMedia'>>): boolean =>
  !/Lark\/|Mobi|Android/.test(window.navigator.userAgent) &&
  // biome-ignore lint/complexity/useOptionalChain: it is longer where it has to be written out for old web views.
  !(window.matchMedia && window.matchMedia('(pointer: coarse)').matches)
