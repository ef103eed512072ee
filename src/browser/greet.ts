// Greets: the person by what the client says of them, as the platform's JSAPI sample does.

import type { Client } from './client.ts'
import { type Texts, wordsFor } from './texts.ts'

/** Fills the quiet line of the start page. A failure is said there and disturbs nothing. */
export async function greet(client: Client, main: HTMLElement, words: Texts): Promise<void> {
  const line = main.querySelector<HTMLElement>('[data-part=client]')
  if (line === null) return
  try {
    await client.configureJsapi({ jsApiList: ['getUserInfo', 'showToast'] })
    const { userInfo } = await client.tt.getUserInfo()
    const name = document.createElement('bdi')
    name.textContent = userInfo.nickName
    // Not replaceChildren: web views of older clients (Chrome 75) lack it.
    line.textContent = ''
    line.append(...picture(userInfo.avatarUrl), words.nickname, name)
    await client.tt.showToast({ title: words.toast, icon: 'success', duration: 3000 })
  } catch (error) {
    line.textContent = `${words.noProfile} ${wordsFor(words, error)}`
  }
  line.hidden = false
}

function picture(url: string): HTMLImageElement[] {
  if (!/^https?:/.test(url)) return []
  const image = new Image(24, 24)
  image.alt = ''
  image.referrerPolicy = 'no-referrer'
  image.src = url
  return [image]
}
