// Tests: what every DirectoryStore must do, whatever keeps it.

import type { MakeDirectoryStore } from './directory-samples.ts'
import { testDirectoryLeases } from './directory-store-leases.ts'
import { testDirectoryModel } from './directory-store-model.ts'
import { testDirectoryOldRuns } from './directory-store-old-runs.ts'
import { testDirectoryPages } from './directory-store-pages.ts'
import { testDirectoryReading } from './directory-store-reading.ts'
import { testDirectoryRemoval } from './directory-store-removal.ts'
import { testDirectoryRuns } from './directory-store-runs.ts'
import { testDirectorySingles } from './directory-store-singles.ts'

export function testDirectoryStore(name: string, make: MakeDirectoryStore): void {
  testDirectoryLeases(name, make)
  testDirectoryRuns(name, make)
  testDirectoryOldRuns(name, make)
  testDirectoryPages(name, make)
  testDirectoryRemoval(name, make)
  testDirectoryReading(name, make)
  testDirectorySingles(name, make)
  testDirectoryModel(name, make)
}
