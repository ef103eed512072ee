// Runs: the script of the console's pages. Each part works on the elements that are marked for it, and on no others.

import { confirmForms } from './confirm.ts'
import { copyFields } from './copy.ts'
import { sendInPlace } from './in-place.ts'
import { followNames } from './name.ts'
import { showCurrentSection } from './sections.ts'
import { followRuns } from './sync.ts'
import { showLocalTimes } from './times.ts'
import { growTrees } from './tree.ts'

function work(root: ParentNode): void {
  showLocalTimes(root)
  confirmForms(root)
  copyFields(root)
  followNames(root)
  growTrees(root)
}

work(document)
showCurrentSection()
sendInPlace(() => work(document.querySelector('main') ?? document))
followRuns(() => work(document.querySelector('main') ?? document))
