// Serves: the page on which a person withdraws what they have granted to an app.
import type { Hono } from 'hono'
import { withdrawalPage } from '../operations/catalogue.ts'
import { readParams } from '../operations/fields.ts'
import { findPeople, readPeopleQuery } from '../operations/people-page.ts'
import { Refusal } from '../operations/refusal.ts'
import { describeScope } from '../operations/scope-texts.ts'
import { grantedApps, withdraw } from '../operations/withdraw.ts'
import type { State } from '../state/state.ts'
import type { Person } from '../types.ts'
import { personCard } from '../ui/cards.ts'
import { pageHeaders } from '../ui/headers.ts'
import { renderWhose, renderWithdrawal } from '../ui/withdrawal-page.ts'
import type { Service } from './api.ts'
import { readBody } from './body.ts'
import { answerWithFault } from './inject.ts'
import { isOwnForm, refuseForeignHost } from './own-page.ts'
import { languageOf, refusalPage } from './pages.ts'
import type { EmulatorContext, EmulatorEnv } from './record.ts'

/** Whose page it is. */
function readPerson(state: State, openId: string): Person {
  const { appId } = state.apps.first
  const index = state.organisation.find(openId, [appId])
  const person = index === undefined ? undefined : state.organisation.person(index, appId)
  if (person === undefined) throw new Refusal(20008, 'The user does not exist')
  return person
}

const headers = pageHeaders('withdrawal')

function look(state: State, c: EmulatorContext, action: string): Response {
  const openId = c.req.query('open_id') ?? ''
  const language = languageOf(c)
  if (openId === '') {
    const wanted = readPeopleQuery(c.req.query('search'), c.req.query('page'))
    const found = findPeople(state, state.apps.first.appId, wanted)
    return c.body(renderWhose({ ...found, language, action }), 200, headers)
  }
  const person = readPerson(state, openId)
  const apps = grantedApps(state, person.index).map(({ scopes, ...app }) => ({
    ...app,
    scopes: scopes.map((name) => ({ name, description: describeScope(name, language) })),
  }))
  const page = renderWithdrawal({ language, person: personCard(person), action, apps })
  return c.body(page, 200, headers)
}

async function act({ state, advertisedUrl }: Service, c: EmulatorContext, action: string): Promise<Response> {
  // A page of another site must not withdraw in somebody's name.
  if (!isOwnForm(c, advertisedUrl)) throw new Refusal(20001, 'A page of another site may not post here')
  const form = (await readBody(c.req.raw)) ?? readParams(new URLSearchParams())
  const [openId, appId] = [form.get('open_id'), form.get('app_id')]
  const app = state.apps.get(typeof appId === 'string' ? appId : '')
  if (typeof openId !== 'string' || app === undefined) throw new Refusal(20001, 'The form is not complete')
  c.var.entry.appId = app.appId
  const person = readPerson(state, openId)
  withdraw(state, app.appId, person.index)
  return c.redirect(`${action}?${new URLSearchParams({ open_id: person.open_id })}`, 303)
}

export function serveWithdrawal(app: Hono<EmulatorEnv>, service: Service): void {
  const { state, faults, signal } = service
  const { name, path, hosts } = withdrawalPage
  app.on(['GET', 'POST'], path, async (c, next) => {
    const { kind, prefix } = c.var.place
    if (kind !== 'any' && !hosts.some((host) => host === kind)) return next()
    c.var.entry.operation = name
    const refused = refuseForeignHost(c, service.advertisedUrl)
    if (refused !== undefined) return refused
    const action = `${prefix}${path}/`
    const refuse = (code: number) =>
      refusalPage(c, new Refusal(code, 'Refused by a fault that a test has ordered'))
    return answerWithFault(c, { fault: faults.take(name), refuse, signal }, async () => {
      try {
        return c.req.method === 'POST' ? await act(service, c, action) : look(state, c, action)
      } catch (error) {
        if (error instanceof Refusal) return refusalPage(c, error)
        throw error
      }
    })
  })
}
