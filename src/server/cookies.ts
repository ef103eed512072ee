// Decides: how long the cookies of the site stay that are no sessions.

/** Long enough for every sign-in that is under way; the value says nothing about a person. */
export const browserCookieSeconds = 30 * 86_400

/** As long as an attempt lives. */
export const challengeCookieSeconds = 600
