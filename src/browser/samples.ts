// Lists: the calls that a person can try on the page /jsapi, each with parameters that make sense anywhere.

import type { ApiName, ApiParams, Apis } from './apis.ts'

type Sample<Name extends ApiName> =
  Parameters<Apis[Name]> extends [] ? Record<string, never> : ApiParams<Name>

/** Held to the table of calls by its type: a call without a sample, or a sample without a call, does not compile. */
export const samples: { [Name in ApiName]: Sample<Name> } = {
  getUserInfo: {},
  showToast: { title: 'Hello', icon: 'success', duration: 3000 },
  showModal: { title: 'Larkspur', content: 'Shall we go on?' },
  scanCode: { scanType: ['qrCode', 'barCode'], barCodeInput: true },
  chooseContact: { multi: true, maxNum: 10 },
  setClipboardData: { data: 'Larkspur' },
  getClipboardData: {},
  getNetworkType: {},
  openSchema: { schema: 'https://example.com/', external: true },
  mailto: { to: ['someone@example.com'], subject: 'Hello' },
  makePhoneCall: { phoneNumber: '10000' },
  previewImage: { urls: ['https://example.com/picture.png'] },
  chooseImage: { count: 1 },
  compressImage: { src: '', quality: 80 },
  saveImageToPhotosAlbum: { filePath: '' },
  chooseVideo: {},
  saveVideoToPhotosAlbum: { filePath: '' },
  getVideoInfo: { src: '' },
  filePicker: { maxNum: 1 },
  saveFile: {},
  enterChat: { openid: 'ou_…' },
  enterBot: {},
  toggleChat: { openid: 'ou_…' },
  startPasswordVerify: {},
  startDeviceCredential: { authContent: 'Larkspur' },
  checkWatermark: {},
  authorize: { scope: 'scope.userInfo' },
  getSetting: {},
  openSetting: {},
  setNavigationBar: { right: { items: [{ id: '1', text: 'Done' }] } },
  onLeftNavigationBarClick: {},
  onRightNavigationBarClick: {},
  getConnectedWifi: {},
  getWifiStatus: {},
  getScreenBrightness: {},
  setScreenBrightness: { value: 0.8 },
  setKeepScreenOn: { keepScreenOn: true },
  vibrateShort: {},
  vibrateLong: {},
  startCompass: {},
  stopCompass: {},
  getLocation: { type: 'gcj02' },
  startLocationUpdate: {},
  chooseLocation: {},
  reverseGeocode: { latitude: 39.9, longitude: 116.4 },
  setStorage: { key: 'greeting', data: 'Hello' },
  getStorage: { key: 'greeting' },
  clearStorage: {},
  requestAccess: { appID: '', scopeList: [] },
  requestAuthCode: { appId: '' },
  closeWindow: {},
}

/** Every call that needs the page to be authenticated. */
export const jsApiList: string[] = Object.keys(samples).filter(
  (name) => !['requestAccess', 'requestAuthCode', 'closeWindow'].includes(name),
)
