// Tells: what each of the client's JavaScript APIs needs and answers. One table.

import type { Question } from '../client/browser/messages.ts'
import type { State } from '../state/state.ts'
import type { ClientAnswer } from '../types.ts'
import { failByErrno, succeed, textOf } from './bridge-answers.ts'
import { chooseContact, contactsQuestion } from './choose-contact.ts'
import { getUserInfo } from './get-user-info.ts'
import type { JsapiCall } from './jsapi-call.ts'
import type { JsapiName } from './jsapi-names.ts'
import { requestAccess, requestAuthCode } from './request-code.ts'

export interface Jsapi {
  needsConfig: boolean
  /** Present when the client asks the person. A failure is answered in place of the question. */
  ask?: (state: State, call: JsapiCall) => Question | ClientAnswer
  answer(state: State, call: JsapiCall): ClientAnswer
}

type Result = Record<string, unknown> | ((call: JsapiCall) => Record<string, unknown>)

/** An API whose answer follows from the call alone. */
const answers = (result: Result = {}): Jsapi => ({
  needsConfig: true,
  answer: (_state, call) => succeed(call.api, typeof result === 'function' ? result(call) : result),
})

/** The same, for a call that must carry a text. */
const answersText = (
  name: string,
  result: (call: JsapiCall, text: string) => Record<string, unknown>,
): Jsapi => ({
  needsConfig: true,
  answer(_state, call) {
    const value = call.params[name]
    if (typeof value !== 'string') return failByErrno(call.api, 104, 'invalid parameter')
    return succeed(call.api, result(call, value))
  },
})

const showModal: Jsapi = {
  needsConfig: true,
  ask(_state, { api, params }) {
    const { title, content, showCancel } = params
    if (textOf(title) === undefined && textOf(content) === undefined)
      return failByErrno(api, 1100001, 'invalid title and content')
    return {
      kind: 'modal',
      title: textOf(title) ?? '',
      content: textOf(content) ?? '',
      confirmText: textOf(params.confirmText) ?? '',
      cancelText: textOf(params.cancelText) ?? '',
      cancellable: showCancel !== false,
    }
  },
  answer(_state, { api, reply }) {
    const confirm = reply !== 'cancel'
    return succeed(api, { confirm, cancel: !confirm })
  },
}

/** What is scanned when nobody types anything. */
export const usualScan = 'https://example.com/larkspur'

const scanCode: Jsapi = {
  needsConfig: true,
  ask: () => ({ kind: 'scan' }),
  answer(_state, { api, reply }) {
    if (reply === 'cancel') return failByErrno(api, 1505002, 'user cancel')
    return succeed(api, { result: typeof reply === 'object' && 'text' in reply ? reply.text : usualScan })
  },
}

const file = 'ttfile://temp/larkspur'
const place = { latitude: 39.9087, longitude: 116.3975 }
const authSetting = { 'scope.clipboard': true, 'scope.userInfo': true }

/** Every API of the list, and no other: a name that is missing here does not compile. */
export const jsapis: Readonly<Record<JsapiName, Jsapi>> = {
  requestAccess: { needsConfig: false, answer: requestAccess },
  requestAuthCode: { needsConfig: false, answer: requestAuthCode },
  closeWindow: { ...answers(), needsConfig: false },
  getUserInfo: { needsConfig: true, answer: getUserInfo },
  showToast: answersText('title', () => ({})),
  showModal,
  scanCode,
  chooseContact: { needsConfig: true, ask: contactsQuestion, answer: chooseContact },
  setClipboardData: answersText('data', ({ window }, data) => {
    window.clipboard = data
    return {}
  }),
  getClipboardData: answers(({ window }) => ({ data: window.clipboard })),
  // The desktop client tells no more than connected or none.
  getNetworkType: answers(({ profile }) => ({
    networkType: profile.platform === 'desktop' ? 'connected' : 'wifi',
  })),
  setStorage: answersText('key', ({ window, params }, key) => {
    window.storage.set(key, params.data)
    return {}
  }),
  getStorage: answersText('key', ({ window }, key) => ({ data: window.storage.get(key) ?? '' })),
  clearStorage: answers(({ window }) => {
    window.storage.clear()
    return {}
  }),
  openSetting: answers({ authSetting }),
  getSetting: answers({ authSetting }),
  authorize: answers(),
  startPasswordVerify: answers({ token: 'emulated-password-token' }),
  startDeviceCredential: answers(),
  checkWatermark: answers({ hasWatermark: true }),
  mailto: answers(),
  setNavigationBar: answers(),
  onLeftNavigationBarClick: answers(),
  onRightNavigationBarClick: answers(),
  getConnectedWifi: answers({ SSID: 'Larkspur', BSSID: '02:00:00:00:00:01' }),
  getWifiStatus: answers({ status: 'on' }),
  setScreenBrightness: answers(),
  getScreenBrightness: answers({ value: 0.8 }),
  setKeepScreenOn: answers(),
  makePhoneCall: answers(),
  vibrateShort: answers(),
  vibrateLong: answers(),
  startCompass: answers(),
  stopCompass: answers(),
  saveFile: answers({ savedFilePath: `${file}.txt` }),
  filePicker: answers({ list: [{ path: `${file}.txt`, name: 'larkspur.txt', size: 8 }] }),
  getFileSystemManager: answers(),
  'FileSystemManager.readFile': answers({ data: 'larkspur' }),
  saveImageToPhotosAlbum: answers(),
  chooseImage: answers({ tempFilePaths: [`${file}.png`] }),
  previewImage: answers(),
  compressImage: answers({ tempFilePath: `${file}.png` }),
  saveVideoToPhotosAlbum: answers(),
  chooseVideo: answers({ tempFilePath: `${file}.mp4`, duration: 1, size: 8, width: 16, height: 9 }),
  getVideoInfo: answers({ duration: 1, size: 8, width: 16, height: 9 }),
  openSchema: answers(),
  enterChat: answers(),
  enterBot: answers(),
  toggleChat: answers(),
  getLocation: answers({ ...place, accuracy: 30 }),
  startLocationUpdate: answers(),
  chooseLocation: answers({ ...place, name: 'Larkspur', address: 'Larkspur' }),
  reverseGeocode: answers(),
}
