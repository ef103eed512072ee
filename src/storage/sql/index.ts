// Exports: the SQL database, and what encrypts in it.

export { createSealer } from '../seal.ts'
export { type Database, openDatabase } from './open-database.ts'
export type { Rotation, RotationOptions } from './rotate-keys.ts'
