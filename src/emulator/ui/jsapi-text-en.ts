// Holds: the words of the client's sheets and of the bridge log's explanations in English. The Chinese file has the same keys.
import type { ClientReason, SignedVariant } from '../types.ts'

const reasons: Record<ClientReason, string> = {
  wrong_types:
    'A parameter of h5sdk.config is missing or has the wrong type. The timestamp is a number, not a text.',
  unknown_app: 'No app has this appId. The page sent the first one; this emulator has the others.',
  no_trusted_domain:
    'The app has no H5 trusted domain at all. Add this one in the app’s settings (Security Settings on the platform).',
  untrusted_page:
    'The page’s host and port, shown first, are not among the app’s H5 trusted domains, shown after it.',
  no_session: 'Nobody is logged in to this client: its person does not exist any more.',
  not_visible: 'This person is outside the app’s availability.',
  illegal_id: 'The openId that the page passed is no open_id:',
  other_person: 'The openId that the page passed is not that of the person in this client:',
  signature_differs: 'The signature was made from something else than what the client verifies:',
  signature_unknown:
    'No known mistake leads to this signature. The client verified the values below with each of the app’s live tickets (their number comes first). Compare them with what your server signs.',
  ticket_not_valid: 'Everything is right but the ticket: it is no live ticket of this app.',
  timestamp_in_seconds: 'The timestamp is in seconds. It must be in milliseconds.',
  timestamp_in_microseconds: 'The timestamp is in microseconds. It must be in milliseconds.',
  too_old:
    'The signature is older than ten minutes. Sign when the page asks, and do not cache the answer. First the timestamp, then the emulator’s time.',
  too_new:
    'The timestamp is more than ten minutes ahead. Is your server’s clock right? First the timestamp, then the emulator’s time.',
  repeated:
    'This signature was verified less than ten minutes ago. Each call of h5sdk.config needs a new one, with a new random nonce.',
  unknown_api: 'jsApiList names an API that does not exist.',
  api_not_listed: 'The call, named first, is not in the jsApiList that this page was authenticated with.',
  before_ready: 'The page called before h5sdk.ready had run its callback.',
  no_config:
    'This call needs h5sdk.config, and no config has succeeded in this window. The page is shown below.',
  page_not_covered:
    'h5sdk.config covers its own address and the pages below its path. The page, shown first, is neither; call h5sdk.config again after changing the route.',
}

const variants: Record<SignedVariant, string> = {
  with_fragment: 'The fragment (# and what follows) was signed too. Sign location.href.split("#")[0].',
  without_query: 'The query (? and what follows) was left out. It must be signed.',
  trailing_slash: 'The slash at the end of the path differs.',
  encoded: 'The encoded value was signed. Decode it on the server, and sign it raw.',
  decoded: 'The address was decoded once too often. Sign it as the browser shows it in location.href.',
  other_scheme: 'http and https were mixed up, perhaps by a proxy.',
  other_host: 'Another name of the host was signed.',
  without_port: 'The port was left out.',
  without_scheme: 'The address was signed without http:// or https://.',
  origin_only: 'Only the origin was signed.',
  path_only: 'Only the path was signed.',
  other_page: 'The address of another page was signed, one that was open in this window before.',
  empty: 'Nothing was signed here, or a text such as undefined.',
  seconds: 'The value was signed in seconds, and sent in milliseconds.',
  milliseconds: 'The value was signed in milliseconds, and sent in seconds.',
  other_case: 'Capital and small letters differ.',
  expired: 'The ticket has expired. Get a new one before its expire_in is over.',
  other_app: 'The ticket belongs to another app.',
  access_token: 'An access token was signed in place of the ticket. Exchange it at jssdk/ticket/get first.',
  key_case: 'The name noncestr was written with a capital letter in the signed text.',
  key_order: 'The names are in another order than jsapi_ticket, noncestr, timestamp, url.',
  values_only: 'The values were joined without their names.',
  form_encoded: 'The signed text was URL-encoded. Its values must be raw.',
  capitals: 'The signature is in capital letters. It must be in small ones.',
  base64: 'The signature is in base64. It must be hexadecimal.',
  sha256: 'The signature is SHA-256. It must be SHA-1.',
  md5: 'The signature is MD5. It must be SHA-1.',
}

export const jsapiEn = {
  why: 'Why',
  signed: 'Signed',
  verified: 'Verified',
  confirm: 'OK',
  cancel: 'Cancel',
  modalLabel: 'The app asks',
  scanTitle: 'Scan a code',
  scanLead: 'Type what the camera would read.',
  scanLabel: 'Content of the code',
  scanDone: 'Scan',
  contactsTitle: 'Choose people',
  contactsSearch: 'Search people',
  contactsNone: 'Nobody has this name, department or ID.',
  contactsDone: 'Choose',
  reasons,
  variants,
}

/** The words of the sheets and explanations; both languages have every key. */
export type JsapiText = typeof jsapiEn
