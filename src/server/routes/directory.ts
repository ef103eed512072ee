// Serves: the directory, to whoever may read it.

import type { Listing } from '../../directory/model.ts'
import { LarkspurError } from '../../errors/larkspur-error.ts'
import type { AppContext } from '../context.ts'
import { departmentsQuery, oneQuery, readQuery, searchQuery, usersQuery } from '../directory-query.ts'
import { departmentView, personView, type Sight } from '../directory-view.ts'
import { requireReader } from '../require-reader.ts'
import type { Route } from './table.ts'

/** Whoever does not see the rest of a person does not search in it, either: what is found would tell it. */
const namesOnly = (sight: Sight) => sight !== 'everything'

/** Administrators look into what is kept, and when it was removed; for everybody else it is gone. */
const isGone = ({ removedAt }: { removedAt: number | null }, sight: Sight) =>
  removedAt !== null && sight !== 'everything'

const shape = <T, V>({ items, next }: Listing<T>, view: (one: T, sight: Sight) => V, sight: Sight) => ({
  items: items.map((one) => view(one, sight)),
  next,
})

async function users(c: AppContext): Promise<Response> {
  const { instance, department, ...query } = readQuery(c.req.url, usersQuery)
  const { directory, sight } = await requireReader(c, instance)
  const found = await directory.users({ ...query, departmentId: department, namesOnly: namesOnly(sight) })
  return c.json(shape(found, personView, sight))
}

async function user(c: AppContext): Promise<Response> {
  const { instance } = readQuery(c.req.url, oneQuery)
  const { directory, sight } = await requireReader(c, instance)
  const found = await directory.user(c.req.param('id') ?? '')
  if (isGone(found, sight)) throw new LarkspurError('person_not_found')
  return c.json(personView(found, sight))
}

async function departments(c: AppContext): Promise<Response> {
  const { instance, parent, ...query } = readQuery(c.req.url, departmentsQuery)
  const { directory, sight } = await requireReader(c, instance)
  const found = await directory.departments({ ...query, parentId: parent })
  return c.json(shape(found, departmentView, sight))
}

async function department(c: AppContext): Promise<Response> {
  const { instance } = readQuery(c.req.url, oneQuery)
  const { directory, sight } = await requireReader(c, instance)
  const found = await directory.department(c.req.param('id') ?? '')
  if (isGone(found, sight)) throw new LarkspurError('department_not_found')
  return c.json(departmentView(found, sight))
}

async function path(c: AppContext): Promise<Response> {
  const { instance } = readQuery(c.req.url, oneQuery)
  const { directory, sight } = await requireReader(c, instance)
  const found = await directory.path(c.req.param('id') ?? '')
  if (found.some((one) => isGone(one, sight))) throw new LarkspurError('department_not_found')
  return c.json(shape({ items: found, next: null }, departmentView, sight))
}

async function search(c: AppContext): Promise<Response> {
  const { instance, q, limit } = readQuery(c.req.url, searchQuery)
  const { directory, sight } = await requireReader(c, instance)
  const found = await directory.search(q, { limit, namesOnly: namesOnly(sight) })
  return c.json({
    users: found.users.map((one) => personView(one, sight)),
    departments: found.departments.map((one) => departmentView(one, sight)),
  })
}

const at = (path: string, GET: (c: AppContext) => Promise<Response>): Route => ({
  path: `/auth/directory/${path}`,
  GET,
  head: true,
})

export const directoryRoutes: Route[] = [
  at('users', users),
  at('users/:id', user),
  at('departments', departments),
  at('departments/:id', department),
  at('departments/:id/path', path),
  at('search', search),
]
