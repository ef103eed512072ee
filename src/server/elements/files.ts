// Writes: the two files of an instance, as a directory holds them.

import type { InstanceConfig } from '../../elements/index.ts'

/** What a shell takes as a variable. No two names share one: small letters stand for a `-` alone. */
const variableOf = (name: string, what: string) => `${name.toUpperCase().replaceAll('-', '_dash_')}_${what}`

const text = (value: object) => `${JSON.stringify(value, null, 2)}\n`

/** What a file may say of an instance: with placeholders, or for one that is about to be made, with the secrets. */
export interface FileContent {
  name: string
  title: string
  type: string
  config: Partial<InstanceConfig>
}

/** Texts by file name. */
export function elementFiles({ name, title, type, config }: FileContent): Record<string, string> {
  const { appId, appSecret, ...rest } = config
  return {
    'e.json': text({ title, type }),
    // The two fields of the documents first.
    [`${name}.json`]: text({ appId, appSecret, ...rest }),
  }
}

/** The configuration with a placeholder in the place of every secret. */
export function withPlaceholders(
  name: string,
  { events, ...config }: Omit<Partial<InstanceConfig>, 'appSecret'>,
): Partial<InstanceConfig> {
  const placeholder = (what: string) => `{{${variableOf(name, what)}}}`
  const hidden = {
    ...(events?.encryptKey === undefined ? {} : { encryptKey: placeholder('ENCRYPT_KEY') }),
    ...(events?.verificationToken === undefined
      ? {}
      : { verificationToken: placeholder('VERIFICATION_TOKEN') }),
  }
  return {
    ...config,
    appSecret: placeholder('APP_SECRET'),
    ...(events === undefined ? {} : { events: hidden }),
  }
}
