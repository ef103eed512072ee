// Runs: the script of the console's pages. Each part works on the elements that are marked for it, and on no others.

import { confirmForms } from './confirm.ts'
import { showLocalTimes } from './times.ts'

showLocalTimes(document)
confirmForms(document)
