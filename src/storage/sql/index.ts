// Exports: the SQL database.

export { type Database, openDatabase } from './open-database.ts'
