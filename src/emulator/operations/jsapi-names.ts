// Lists: the names of the client's JavaScript APIs that the simulated client knows.

/** What the platform's own web simulator supports, and what its errno dictionary names besides. */
export const jsapiNames = [
  ...['requestAccess', 'requestAuthCode', 'closeWindow', 'getUserInfo', 'showToast', 'showModal'],
  ...['setClipboardData', 'getClipboardData', 'getNetworkType', 'scanCode', 'chooseContact'],
  ...['openSetting', 'getSetting', 'authorize', 'startPasswordVerify', 'startDeviceCredential'],
  ...['checkWatermark', 'mailto', 'setNavigationBar', 'onLeftNavigationBarClick'],
  ...['onRightNavigationBarClick', 'getConnectedWifi', 'getWifiStatus', 'setScreenBrightness'],
  ...['getScreenBrightness', 'setKeepScreenOn', 'makePhoneCall', 'vibrateShort', 'vibrateLong'],
  ...['startCompass', 'stopCompass', 'saveFile', 'filePicker', 'getFileSystemManager'],
  ...['FileSystemManager.readFile', 'saveImageToPhotosAlbum', 'chooseImage', 'previewImage'],
  ...['compressImage', 'saveVideoToPhotosAlbum', 'chooseVideo', 'openSchema', 'enterChat', 'enterBot'],
  ...['toggleChat', 'getLocation', 'startLocationUpdate', 'chooseLocation', 'reverseGeocode'],
  ...['setStorage', 'getStorage', 'clearStorage', 'getVideoInfo'],
] as const

export type JsapiName = (typeof jsapiNames)[number]

const known: ReadonlySet<string> = new Set(jsapiNames)

export const isJsapi = (name: string): name is JsapiName => known.has(name)
