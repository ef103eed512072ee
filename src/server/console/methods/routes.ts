// Serves: sign-in methods.

import type { Route } from '../../routes/table.ts'
import { createMethod, newMethod } from './create.ts'
import { editMethod, saveMethod } from './edit.ts'
import { downloadFile } from './files.ts'
import { listMethods } from './list.ts'
import { askRemoval, removeMethod } from './remove.ts'
import { diagnoseMethod, showMethod } from './show.ts'
import { switchMethod } from './state.ts'

export const methodsRoutes: Route[] = [
  { path: '/console/methods', GET: listMethods },
  { path: '/console/methods/new', GET: newMethod, POST: createMethod },
  { path: '/console/methods/:name', GET: showMethod },
  { path: '/console/methods/:name/edit', GET: editMethod, POST: saveMethod },
  { path: '/console/methods/:name/test', POST: diagnoseMethod },
  { path: '/console/methods/:name/state', POST: switchMethod },
  { path: '/console/methods/:name/delete', GET: askRemoval, POST: removeMethod },
  { path: '/console/methods/:name/files/:file', GET: downloadFile },
]
