// Exports: what other rooms use of the directory's events.
export { createEventApplication } from './apply.ts'
export { createReceiveEvent, type ReceiveEvent } from './receive.ts'
