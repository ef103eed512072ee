// Names: the app that is meant when nobody names one.

/** The one of APP_ID. */
export const firstApp = 'default'
