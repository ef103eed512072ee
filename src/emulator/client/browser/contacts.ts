// Draws: the list of `tt.chooseContact`: people of the organisation, with search.
import { askInDialog, find } from './dialog.ts'
import type { Question, Reply } from './messages.ts'

type ContactsQuestion = Extract<Question, { kind: 'contacts' }>

interface Listed {
  open_id: string
  name: string
  department_name: string
}

const pauseMs = 200
const shownAtOnce = 20

async function searchPeople(search: string, appId: string): Promise<Listed[]> {
  const query = new URLSearchParams({ search, appId, limit: String(shownAtOnce) })
  const response = await fetch(`/_emulator/api/people?${query}`)
  if (!response.ok) throw new Error(await response.text())
  return ((await response.json()) as { items: Listed[] }).items
}

/** Asks for people; keeps those chosen while the search changes. */
export async function askContacts({ appId, most, excluded }: ContactsQuestion): Promise<Reply> {
  const input = find<HTMLInputElement>('contacts-search')
  const accept = find<HTMLButtonElement>('contacts-accept')
  const chosen = new Set<string>()
  const stop = new AbortController()
  let latest = 0

  const row = (person: Listed): HTMLElement => {
    const item = document.createElement('li')
    const label = document.createElement('label')
    const box = document.createElement('input')
    box.type = most === 1 ? 'radio' : 'checkbox'
    box.name = 'contact'
    box.value = person.open_id
    box.checked = chosen.has(person.open_id)
    box.disabled = excluded.includes(person.open_id)
    const name = document.createElement('span')
    name.textContent = `${person.name} · ${person.department_name}`
    label.className = 'choice'
    label.append(box, name)
    item.append(label)
    return item
  }

  /** Nobody may be chosen beyond the limit, and nothing accepted before somebody is chosen. */
  const update = (): void => {
    accept.disabled = chosen.size === 0
    if (most === 1) return
    for (const box of find('contacts-list').querySelectorAll('input'))
      box.disabled = excluded.includes(box.value) || (!box.checked && chosen.size >= most)
  }

  const list = async (): Promise<void> => {
    latest += 1
    const mine = latest
    const people = await searchPeople(input.value, appId).catch(() => [])
    // A slow answer must not replace that of a later search.
    if (mine !== latest || stop.signal.aborted) return
    find('contacts-list').replaceChildren(...people.map(row))
    find('contacts-none').hidden = people.length > 0
    update()
  }

  let waiting: ReturnType<typeof setTimeout> | undefined
  const { signal } = stop
  input.value = ''
  input.addEventListener(
    'input',
    () => {
      clearTimeout(waiting)
      waiting = setTimeout(list, pauseMs)
    },
    { signal },
  )
  find('contacts-list').addEventListener(
    'change',
    (event) => {
      const box = event.target as HTMLInputElement
      if (most === 1) chosen.clear()
      if (box.checked) chosen.add(box.value)
      else chosen.delete(box.value)
      update()
    },
    { signal },
  )
  find('contacts-list').replaceChildren()
  accept.disabled = true
  void list()
  const answer = await askInDialog('contacts', { focus: input })
  clearTimeout(waiting)
  stop.abort()
  return answer === 'accept' ? { openIds: [...chosen] } : 'cancel'
}
