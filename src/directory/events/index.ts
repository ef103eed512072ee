// Exports: what other rooms use of the directory's events.
export { createEventApplication, type EventApplication } from './apply.ts'
export type { DirectoryEventsOptions } from './options.ts'
export { createReceiveEvent, type ReceiveEvent } from './receive.ts'
