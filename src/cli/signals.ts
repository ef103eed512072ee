// Waits: for the signal to stop.

/** Resolves at the first SIGINT or SIGTERM. A second one does not wait for anything any more. */
export function onStop(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false
    const stop = () => {
      if (asked) process.exit(130)
      asked = true
      resolve()
    }
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
  })
}
