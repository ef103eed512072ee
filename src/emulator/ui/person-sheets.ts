// Draws: the sheets in which the client asks the person: a modal, a scanner, a list of people. They open by script.
import { type Fragment, html } from './html.ts'
import type { Text } from './text-en.ts'

const decision = (name: string, accept: string, refuse: string, type: 'button' | 'submit'): Fragment =>
  html`<div class="decision">
        <button class="button primary" id="${name}-accept" type="${type}">${accept}</button>
        <button class="button" id="${name}-refuse" type="button">${refuse}</button>
      </div>`

export const personSheets = ({
  jsapi,
}: Text): Fragment => html`<dialog id="modal" class="sheet modal" aria-label="${jsapi.modalLabel}">
      <h2 id="modal-title"></h2>
      <p id="modal-content"></p>
      ${decision('modal', jsapi.confirm, jsapi.cancel, 'button')}
    </dialog>
    <dialog id="scan" class="sheet" aria-labelledby="scan-title">
      <form>
      <h2 id="scan-title">${jsapi.scanTitle}</h2>
      <p>${jsapi.scanLead}</p>
      <label for="scan-text">${jsapi.scanLabel}</label>
      <input id="scan-text" type="text" autocomplete="off" spellcheck="false">
      ${decision('scan', jsapi.scanDone, jsapi.cancel, 'submit')}
      </form>
    </dialog>
    <dialog id="contacts" class="sheet" aria-labelledby="contacts-title">
      <form>
      <h2 id="contacts-title">${jsapi.contactsTitle}</h2>
      <label for="contacts-search">${jsapi.contactsSearch}</label>
      <input id="contacts-search" type="search" autocomplete="off" spellcheck="false">
      <ul id="contacts-list" class="contacts"></ul>
      <p id="contacts-none" hidden>${jsapi.contactsNone}</p>
      ${decision('contacts', jsapi.contactsDone, jsapi.cancel, 'submit')}
      </form>
    </dialog>`
