// Draws: what the simulated phone shows: the code before it, what became of it, and the codes on screens now.
import type { Emulator, Person, QrCode } from '../types.ts'
import type { PageContext } from './context.ts'
import { type Fragment, html } from './html.ts'
import { emptyState } from './layout.ts'
import { hiddenFields } from './parts.ts'

/** What a phone has before it. */
export interface PhoneScreen {
  emulator: Emulator
  context: PageContext
  owner: Person
  /** Every code that the emulator remembers. */
  codes: readonly QrCode[]
  /** The code that the address names. */
  chosen: QrCode | undefined
  /** What the address names and the emulator does not know. */
  unknown: readonly ('person' | 'code')[]
}

/** The person whose phone this is; the first one when nobody is named. Undefined when the organisation is empty. */
function ownerOf(emulator: Emulator, openId: string | undefined): Person | undefined {
  const named = openId === undefined ? undefined : emulator.people.get(openId)
  return named ?? emulator.people.list({ limit: 1 }).items[0]
}

/** What the phone shows for this address; undefined when there is nobody to hold it. */
export function readPhone(emulator: Emulator, context: PageContext): PhoneScreen | undefined {
  const { open_id: openId, code } = context.query
  const owner = ownerOf(emulator, openId)
  if (owner === undefined) return undefined
  const codes = emulator.phone.codes()
  const chosen = codes.find(({ token }) => token === code)
  const unknown: PhoneScreen['unknown'] = [
    ...(openId !== undefined && emulator.people.get(openId) === undefined ? (['person'] as const) : []),
    ...(code !== undefined && chosen === undefined ? (['code'] as const) : []),
  ]
  return { emulator, context, owner, codes, chosen, unknown }
}

export type PhoneAction = 'scan' | 'confirm' | 'cancel' | 'expire'

/** A code has the open_id of its own app; a person has one per app. */
export const isScannedBy = (emulator: Emulator, code: QrCode, owner: Person): boolean =>
  code.openId !== undefined && emulator.people.get(code.openId)?.index === owner.index

const isOpen = ({ status }: QrCode): boolean => status === 'waiting' || status === 'scanned'

const appName = ({ emulator }: PhoneScreen, code: QrCode): string =>
  emulator.apps.get(code.appId)?.name ?? code.appId

function act(
  { context, owner }: PhoneScreen,
  { token }: QrCode,
  action: PhoneAction,
  words: string,
  kind: '' | ' primary' | ' quiet' = '',
): Fragment {
  return html`<form method="post" action="${context.href(`/_emulator/phone/${action}`)}">${hiddenFields({
    open_id: owner.open_id,
    code: token,
  })}<button class="button${kind}" id="${action}-${token}" type="submit">${words}</button></form>`
}

const prompt = (
  kind: '' | ' good' | ' bad',
  title: string,
  lead: string,
  rest: Fragment | '' = '',
): Fragment =>
  html`<section class="prompt${kind}" aria-label="${title}"><h2>${title}</h2>${lead ? html`<p>${lead}</p>` : ''}${rest}</section>`

/** The words for a refusal, with its code. */
function refusalLead({ context }: PhoneScreen, { code = 0 }: QrCode): string {
  const { phoneText } = context.text
  return [phoneText.refusals[code], `(${code})`].filter(Boolean).join(' ')
}

/** The code that the phone points at. */
function promptOf(screen: PhoneScreen, code: QrCode): Fragment {
  const { emulator, context, owner } = screen
  const { phoneText: text } = context.text
  const app = appName(screen, code)
  const own = isScannedBy(emulator, code, owner)
  switch (code.status) {
    case 'waiting':
      return prompt(
        '',
        text.for(app),
        code.redirectUri,
        html`<div class="decision">${act(screen, code, 'scan', text.scan, ' primary')}</div>`,
      )
    case 'scanned':
      if (!own) return prompt('', text.for(app), text.byOther(nameOf(emulator, code)))
      return prompt(
        '',
        text.confirmTitle(app),
        text.confirmLead(owner.name),
        html`<div class="decision">${act(screen, code, 'confirm', text.confirm, ' primary')}${act(screen, code, 'cancel', text.cancel)}</div>`,
      )
    case 'confirmed':
      return prompt(' good', ...text.results.confirmed)
    case 'refused':
      return prompt(' bad', text.refused, refusalLead(screen, code))
    default:
      return prompt('', ...text.results[code.status])
  }
}

const nameOf = (emulator: Emulator, { openId }: QrCode): string =>
  (openId === undefined ? undefined : emulator.people.get(openId)?.name) ?? ''

function row(screen: PhoneScreen, code: QrCode): Fragment {
  const { emulator, context } = screen
  const { phoneText: text } = context.text
  const left = Math.max(0, Math.ceil((code.expiresAt - emulator.clock.now()) / 1_000))
  return html`<li><p class="app"><bdi>${appName(screen, code)}</bdi></p>
<p class="about"><span>${URL.parse(code.redirectUri)?.host ?? ''}</span><span class="left">${text.left(left)}</span></p>
${code.status === 'scanned' ? html`<p class="hint">${text.byOther(nameOf(emulator, code))}</p>` : ''}
<div class="row">${code.status === 'waiting' ? act(screen, code, 'scan', text.scan, ' primary') : ''}${act(screen, code, 'expire', text.letExpire, ' quiet')}</div></li>`
}

/** A page that is opened again and again leaves codes behind; the newest are enough to find one's own. */
const mostShown = 20

/** The screen, and what a screen reader is told of it: all that changes by itself. */
export function phoneScreen(screen: PhoneScreen): Fragment {
  const { emulator, context, owner, codes, chosen, unknown } = screen
  const { phoneText: text } = context.text
  const open = codes.filter(isOpen)
  const before = chosen ?? open.find((code) => isScannedBy(emulator, code, owner))
  const others = open.filter((code) => code.token !== before?.token)
  const list =
    others.length > 0
      ? html`<section aria-labelledby="codes-title"><h2 class="on-screen-title" id="codes-title">${text.codes}</h2><ul class="on-screen">${others.slice(0, mostShown).map((code) => row(screen, code))}</ul>${
          others.length > mostShown ? html`<p class="hint">${text.more(others.length - mostShown)}</p>` : ''
        }</section>`
      : before === undefined || !isOpen(before)
        ? emptyState(text.noCodes, text.noCodesLead)
        : ''
  return html`<p class="visually-hidden" id="phone-news" role="status">${text.codes}: ${open.length}</p>
<div class="phone-screen" id="phone-screen" tabindex="-1">${unknown.map(
    (what) => html`<p class="notice bad" role="alert">${text.unknown[what]}</p>`,
  )}${before === undefined ? '' : promptOf(screen, before)}${list}</div>`
}
