// Declares: the calls of the client that web apps may use, with what each takes and answers. Types only.

/** What every answer of the client holds; most calls answer nothing more. */
export interface Answered {
  /** `"<name>:ok"`; for logs, never for decisions. */
  errMsg?: string
}

/** An answer whose fields no public document lists. Look before you read. */
export type Unlisted = Answered & Record<string, unknown>

/** Who is in front of the client. There is no id in it: it says what to show, never who may enter. */
export interface ClientUser {
  nickName: string
  avatarUrl: string
  gender?: string
  country?: string
  city?: string
  language?: string
}

/** Names and pictures come only with the app's scope for them. */
export interface ChosenContact {
  openId: string
  unionId?: string
  name?: string
  avatarUrls?: string[]
}

export interface PickedFile {
  path: string
  name: string
  size: number
}

export type ToastIcon = 'success' | 'loading' | 'none' | 'error' | 'info' | 'warning'

/** One line per call: its name, its parameters, its answer. `tt` and `call` take their types from here. */
export interface Apis {
  // Without authentication of the page
  closeWindow(): Answered
  requestAccess(params: { appID: string; scopeList: string[]; state?: string }): Answered & {
    code: string
    state?: string
  }
  requestAuthCode(params: { appId: string }): Answered & { code: string }
  // The person
  getUserInfo(): Answered & { userInfo: ClientUser; rawData?: string }
  chooseContact(params?: {
    multi?: boolean
    ignore?: boolean
    maxNum?: number
    limitTips?: string
    externalContact?: boolean
    enableChooseDepartment?: boolean
    choosenIds?: string[]
    disableChosenIds?: string[]
  }): Answered & { data: ChosenContact[] }
  enterChat(params: { openid?: string; openChatId?: string; needBadge?: boolean }): Unlisted
  enterBot(params?: { needBadge?: boolean }): Unlisted
  toggleChat(params?: { openid?: string; openChatId?: string }): Unlisted
  startPasswordVerify(): Answered & { errCode?: number; token?: string }
  startDeviceCredential(params: { authContent: string }): Answered
  checkWatermark(): Answered & { hasWatermark: boolean }
  authorize(params: { scope: string }): Unlisted
  getSetting(): Answered & { authSetting: Record<string, boolean> }
  openSetting(): Answered & { authSetting: Record<string, boolean> }
  // What the person sees
  showToast(params: { title: string; icon?: ToastIcon; duration?: number; mask?: boolean }): Answered
  showModal(params: {
    title?: string
    content?: string
    confirmText?: string
    cancelText?: string
    showCancel?: boolean
  }): Answered & { confirm: boolean; cancel: boolean }
  setNavigationBar(params: { left?: object; right?: object }): Unlisted
  /** The promise is for the next click. */
  onLeftNavigationBarClick(): Unlisted
  /** The promise is for the next click. */
  onRightNavigationBarClick(): Unlisted
  openSchema(params: {
    schema: string
    external?: boolean
    options?: { width?: number; height?: number }
  }): Answered
  mailto(params: { to?: string[]; cc?: string[]; bcc?: string[]; subject?: string; body?: string }): Answered
  // The device
  scanCode(params?: { scanType?: ('barCode' | 'qrCode')[]; barCodeInput?: boolean }): Answered & {
    result: string
  }
  setClipboardData(params: { data: string }): Answered
  getClipboardData(): Answered & { data: string }
  getNetworkType(): Answered & { networkType: string }
  getConnectedWifi(): Unlisted
  getWifiStatus(): Unlisted
  getScreenBrightness(): Answered & { value: number }
  setScreenBrightness(params: { value: number }): Answered
  setKeepScreenOn(params: { keepScreenOn: boolean }): Answered
  makePhoneCall(params: { phoneNumber: string }): Answered
  vibrateShort(): Answered
  vibrateLong(): Answered
  startCompass(): Answered
  stopCompass(): Answered
  getLocation(params?: { type?: string }): Unlisted
  startLocationUpdate(params?: object): Unlisted
  chooseLocation(params?: object): Unlisted
  reverseGeocode(params: object): Unlisted
  // Files and pictures
  chooseImage(params?: { count?: number; sizeType?: string[]; sourceType?: string[] }): Answered & {
    tempFilePaths: string[]
  }
  previewImage(params: { urls: string[]; current?: string }): Answered
  compressImage(params: { src: string; quality?: number }): Unlisted
  saveImageToPhotosAlbum(params: { filePath: string }): Answered
  chooseVideo(params?: object): Unlisted
  saveVideoToPhotosAlbum(params: { filePath: string }): Answered
  getVideoInfo(params: { src: string }): Unlisted
  filePicker(params?: {
    maxNum?: number
    isSystem?: boolean
    pickerTitle?: string
    pickerConfirm?: string
  }): Answered & { list: PickedFile[] }
  saveFile(params: object): Unlisted
  // Storage
  setStorage(params: { key: string; data: unknown }): Answered
  getStorage(params: { key: string }): Answered & { data: unknown }
  clearStorage(): Answered
}

export type ApiName = keyof Apis

/** What a known call takes; `{}` when it takes nothing. */
export type ApiParams<Name extends ApiName> = Exclude<Parameters<Apis[Name]>[0], undefined>

/** What a known call answers. */
export type ApiResult<Name extends ApiName> = ReturnType<Apis[Name]>

export interface CallOptions {
  signal?: AbortSignal | undefined
  /** How long the client and the person in front of it may take, in ms. Default: `timeouts.call`. */
  timeout?: number
}

/** Parameters are optional exactly where the table above says so. */
export type CallInput<Name extends ApiName> = undefined extends Parameters<Apis[Name]>[0]
  ? [params?: Parameters<Apis[Name]>[0] | Record<string, never>, options?: CallOptions]
  : [params: Parameters<Apis[Name]>[0], options?: CallOptions]

/** Every known call as a promise. */
export type Tt = { readonly [Name in ApiName]: (...input: CallInput<Name>) => Promise<ApiResult<Name>> }
