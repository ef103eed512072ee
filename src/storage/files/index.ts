// Exports: what is read from files.

export { readElementDirectories } from './element-directory.ts'
