// Serves: departments.

import type { Route } from '../../routes/table.ts'
import { treeLevel } from './children.ts'
import { listDepartments } from './list.ts'
import { showDepartment } from './show.ts'

export const departmentsRoutes: Route[] = [
  { path: '/console/departments', GET: listDepartments },
  { path: '/console/departments/children', GET: treeLevel },
  { path: '/console/departments/:id', GET: showDepartment },
]
