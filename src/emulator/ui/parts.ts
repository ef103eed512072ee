// Draws: the small pieces that several pages share: a person, a badge, hidden fields, pages to turn.
import { type Fragment, html } from './html.ts'
import type { Text } from './text-en.ts'
import type { PersonCard } from './views.ts'

/** The person's picture when the emulator draws it itself, otherwise the letters of the name. Nothing is loaded from elsewhere. */
export function avatar(person: Pick<PersonCard, 'openId' | 'name' | 'avatarUrl'>): Fragment {
  const own = ownPicture(person.avatarUrl)
  if (own) return html`<img class="avatar" src="${own}" alt="" width="40" height="40" loading="lazy">`
  return html`<span class="avatar tint-${tintOf(person.openId)}" aria-hidden="true">${initials(person.name)}</span>`
}

/** Cards hold the path alone of a picture that the emulator draws. */
const ownPicture = (address: string): string | undefined =>
  address.startsWith('/_emulator/avatar/') ? address : undefined

/** One of six colours, the same for the same person. */
function tintOf(openId: string): number {
  return [...openId].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % 6
}

/** The letters that stand for a person without a picture. */
function initials(name: string): string {
  const letters = [...name.trim()].filter((letter) => /\p{Letter}|\p{Number}/u.test(letter))
  // As the client does: the given name of a Chinese name, the first letter of any other.
  const chinese = letters.length > 0 && letters.every((letter) => /\p{Script=Han}/u.test(letter))
  return (chinese ? letters.slice(-2) : letters.slice(0, 1)).join('').toUpperCase() || '?'
}

/** Status of a person who is not an active member. */
export function badge(kind: PersonCard['badge'], text: Text): Fragment | '' {
  return kind === '' ? '' : html`<span class="badge badge-${kind}">${text.badges[kind]}</span>`
}

/** A name may hold any character, also ones that turn the direction of what follows: `bdi` keeps that inside. */
export function personName(person: Pick<PersonCard, 'name' | 'enName'>): Fragment {
  return html`<bdi class="name">${person.name}</bdi>${
    person.enName && person.enName !== person.name ? html` <bdi class="name-en">${person.enName}</bdi>` : ''
  }`
}

/** Department and job, as far as there are any. */
export function personPlace(person: Pick<PersonCard, 'department' | 'jobTitle'>): Fragment {
  return html`<bdi class="place">${[person.department, person.jobTitle].filter(Boolean).join(' · ')}</bdi>`
}

export function hiddenFields(fields: Record<string, string | undefined>): Fragment {
  return html`${Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`
}

/** Links to the page before and after; nothing when there is one page only. */
export function pager(
  text: Text,
  page: number,
  pages: number,
  href: (page: number) => string,
): Fragment | '' {
  if (pages <= 1) return ''
  const step = (to: number, label: string, rel: string) =>
    to < 1 || to > pages
      ? html`<span class="button quiet" aria-disabled="true">${label}</span>`
      : html`<a class="button quiet" rel="${rel}" href="${href(to)}">${label}</a>`
  return html`<nav class="pager" aria-label="${text.pages}">
  ${step(page - 1, text.previous, 'prev')}
  <span>${text.pageOf(page, pages)}</span>
  ${step(page + 1, text.next, 'next')}
</nav>`
}
