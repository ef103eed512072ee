// Adapts: Larkspur to Node's http.

export { createListener } from './listener.ts'
export { type Running, type ServeOptions, serve } from './serve.ts'
