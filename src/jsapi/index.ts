// Exports: what other rooms use of JSAPI authentication.
export { createJsapi, type Jsapi, type JsapiConfig, type JsapiOptions } from './jsapi.ts'
