// Starts: an emulator with a company that everything can happen to.
import { type Emulator, startEmulator } from '../../src/emulator/index.ts'
import { contactScopes } from './contact-scopes.ts'

/** About as many people, in 40 departments. One permission is missing, which reports have to name. */
export const startCompany = (users: number): Promise<Emulator> =>
  startEmulator({
    seed: 5,
    organisation: { users, departments: 40 },
    app: { scopes: contactScopes.filter((scope) => scope !== 'contact:user.gender:readonly') },
  })

/** People come, move, leave, are renamed and frozen; departments are made, moved, renamed and removed. */
export function changeCompany({ organisation, people }: Emulator): void {
  const { departments } = organisation
  const all = departments.list({ limit: 200 }).items
  const idOf = ({ open_department_id }: (typeof all)[number]) => open_department_id
  const parents = new Set(all.map(({ parent }) => parent))
  const leaves = all.map(idOf).filter((id) => !parents.has(id))
  const [home = '0', ...others] = all.map(idOf).filter((id) => parents.has(id))
  const closing = new Set(leaves.slice(0, 4))
  const { total } = people.list()
  for (let index = 0; index < total; index += 1) {
    const person = people.get(index)
    if (person === undefined) continue
    if (person.department_ids.some((id) => closing.has(id))) organisation.move(index, [home])
    if (index % 25 === 3) organisation.leave(index)
    if (index % 40 === 7) people.remove(index)
    if (index % 20 === 5) organisation.move(index, [home, leaves[6] ?? '0'])
    if (index % 20 === 9) organisation.rename(index, `New ${index}`)
    if (index % 50 === 11) organisation.freeze(index)
  }
  for (const id of closing) departments.remove(id)
  for (const [n, id] of leaves.slice(5, 15).entries()) {
    departments.update(id, { name: `Renamed ${n}`, enName: '' })
    if (n > 5) departments.move(id, home)
  }
  for (const [n, parent] of others.slice(0, 3).entries()) {
    const { open_department_id: made } = departments.create({ name: `Made ${n}`, parent })
    for (let one = 0; one < 10; one += 1) organisation.hire({ departments: [made] })
  }
}
